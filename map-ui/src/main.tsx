// Where the browser side starts.
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import './shell/shell.css';
import './theme/theme.ts';
import './theme/fonts.ts';
import './i18n/i18n.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadChinese } from './theme/fonts.ts';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void loadChinese();
