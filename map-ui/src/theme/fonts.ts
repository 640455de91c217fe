// Which fonts the screens use. Shipped with the product; a browser fetches only the slices whose characters appear.
import '@fontsource-variable/inter/wght.css';

/** The Chinese slices are a long style sheet: loaded beside the first paint, not before it. */
export const loadChinese = () =>
  Promise.all([import('@fontsource/noto-sans-sc/400.css'), import('@fontsource/noto-sans-sc/600.css')]);
