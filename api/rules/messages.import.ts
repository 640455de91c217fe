// Sentences of the codes that api/importers raise.
import type { Catalogue } from './messages.ts';

export const IMPORT_MESSAGES: Catalogue = {};
