// What is what called: systems, fields, formats, kinds of problems.
import type { ImportRecord } from '#contract/import';
import { type Language, wordOr } from '../../i18n/i18n.ts';

export type Group = ImportRecord['problemGroups'][number];

export const crsWord = (crs: string) => wordOr(`import.crs.${crs.replace(':', '_')}`, crs.toUpperCase());
/** `GCJ-02` without what is said about it. */
export const crsShort = (crs: string) => crsWord(crs).replace(/\s*[（(·].*$/, '');
export const fieldWord = (field: string) => wordOr(`import.field.${field}`, field);
export const formatWord = (format: string) => wordOr(`import.formatWord.${format}`, format);
export const separatorWord = (separator: string) =>
  wordOr(`import.separatorWord.${SEPARATORS[separator] ?? 'other'}`, separator);
const SEPARATORS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

/** What all problems of a group have in common; where no sentence of ours says it, that of the first one. */
export const aboutWord = (group: Pick<Group, 'code' | 'message' | 'messageZh'>, language: Language) =>
  wordOr(`import.about.${group.code.replaceAll('.', '_')}`, language === 'zh' ? group.messageZh : group.message);
export const aboutCode = (code: string) => wordOr(`import.about.${code.replaceAll('.', '_')}`, code);
