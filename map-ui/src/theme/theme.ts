// Which of the two themes is shown: the person's choice, else the system's. Remembered per browser, never in a link.
import { createStore, useStore } from '../store.ts';

export type ThemeChoice = 'light' | 'dark' | 'system';
export type Theme = 'light' | 'dark';

const KEY = 'lacuna.theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function remembered(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function resolve(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice;
  return dark.matches ? 'dark' : 'light';
}

const store = createStore<{ choice: ThemeChoice; theme: Theme }>({
  choice: remembered(),
  theme: resolve(remembered()),
});

function apply(choice: ThemeChoice) {
  const theme = resolve(choice);
  document.documentElement.dataset.theme = theme;
  store.set({ choice, theme });
}

dark.addEventListener('change', () => apply(store.get().choice));
apply(store.get().choice);

export function setTheme(choice: ThemeChoice) {
  if (choice === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  apply(choice);
}

export const useTheme = () => useStore(store);
