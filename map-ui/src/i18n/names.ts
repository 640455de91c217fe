// What a region is called in the language of the screen, and in the other one.
import { currentLanguage, type Language, wordOr } from './i18n.ts';

interface Named {
  name: string;
  nameEn: string | null;
}
export function placeName(place: Named, language: Language): string {
  return language === 'en' && place.nameEn ? place.nameEn : place.name;
}
/** The other language's name, muted beside the first; null when there is none or it is the same. */
export function secondName(place: Named, language: Language): string | null {
  const other = language === 'en' ? place.name : place.nameEn;
  return other && other !== placeName(place, language) ? other : null;
}
/** A level that a file only numbers (OSM's admin_level) is said as one. */
const plain = (level: string): string =>
  /^\d+$/.test(level) ? (currentLanguage() === 'en' ? `level-${level} regions` : `${level} 级区划`) : level;
export const levelWord = (level: string) => wordOr(`level.${level}`, plain(level));
/** The level as a group: `villages`, `村`. */
export const levelPlural = (level: string) => (currentLanguage() === 'en' ? levelMany(level) : levelWord(level));
/** `58 villages`, `58 个村`: the word that follows a number. */
export const levelMany = (level: string) => wordOr(`level.many.${level}`, plain(level));
