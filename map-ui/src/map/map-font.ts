// The font of the names on the map. Its shapes are drawn once and kept, so names wait until it is there.
import hansUrl from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2?url';
import { MAP_FONT } from './map-state.ts';

let loading: Promise<void> | null = null;

/** Resolves when names can be drawn; a font that does not arrive leaves the system's in its place. */
export function loadMapFont(): Promise<void> {
  loading ??= (async () => {
    const face = new FontFace(MAP_FONT, `url(${hansUrl}) format('woff2')`, { weight: '400' });
    document.fonts.add(face);
    await Promise.all([face.load(), document.fonts.load('24px "Inter Variable"', 'Ag0')]).catch((error: unknown) => {
      console.warn('map font', error);
    });
  })();
  return loading;
}
