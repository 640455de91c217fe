// Sentences of the codes that api/routes raise.
import type { Catalogue } from './messages.ts';

export const HTTP_MESSAGES: Catalogue = {};
