// Which language the screens speak. Chinese and English hold the same keys (a test checks it); the choice is remembered.
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from './en.json';
import { counts } from './format.ts';
import zh from './zh.json';

export type Language = 'zh' | 'en';
const KEY = 'lacuna.language';

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const apply = (language: Language) => {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
};

const first = firstLanguage();
void i18next
  .use(initReactI18next)
  .use(counts)
  .init({
    lng: first,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: {
      escapeValue: false,
      alwaysFormat: true,
    },
    returnNull: false,
    initAsync: false,
  });
apply(first);

export function setLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  apply(language);
  void i18next.changeLanguage(language);
}

export const currentLanguage = (): Language => (i18next.language === 'zh' ? 'zh' : 'en');
export const otherLanguage = (): Language => (currentLanguage() === 'zh' ? 'en' : 'zh');

/** `t` and the language it speaks. */
export function useText() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'zh' ? 'zh' : 'en';
  return { t, language };
}

/** A word that may not be in the files (a level or an assumption of the user's own): shown as it is then. */
export function wordOr(key: string, fallback: string): string {
  return i18next.exists(key) ? i18next.t(key) : fallback;
}
