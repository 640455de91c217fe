// Which colours the map draws with: the same tokens as the rest of the screen, read where they are defined.
export interface Palette {
  paper: string;
  panel: string;
  ink: string;
  mute: string;
  line: string;
  accent: string;
  gap: string;
  gapBadge: string;
  privacy: string;
  building: string;
  buildingTall: string;
  buildingEdge: string;
  wall: string;
  camera: string;
  cameraPlanned: string;
  cameraOffline: string;
  cameraUnknown: string;
  /** text on the gap colour */
  onGap: string;
  /** coverage from low to high */
  cov: readonly string[];
  zero: string;
  /** distance to target from far below to far above */
  div: readonly string[];
  dark: boolean;
}

/** A style sheet that was made small writes `#fff`; arithmetic on colours wants `#ffffff`. */
export const sixDigits = (colour: string) =>
  /^#[0-9a-f]{3}$/i.test(colour) ? colour.replace(/[0-9a-f]/gi, (digit) => digit + digit) : colour;

export function readPalette(dark: boolean): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => sixDigits(style.getPropertyValue(`--${name}`).trim());
  const series = (name: string, n: number) => Array.from({ length: n }, (_, i) => token(`${name}-${i}`));
  return {
    paper: token('paper'),
    panel: token('panel'),
    ink: token('ink'),
    mute: token('mute'),
    line: token('line'),
    accent: token('accent'),
    gap: token('gap'),
    gapBadge: token('gap-badge'),
    privacy: token('privacy'),
    building: token('building'),
    buildingTall: token('building-tall'),
    buildingEdge: token('building-edge'),
    wall: token('wall'),
    camera: token('camera'),
    cameraPlanned: token('camera-planned'),
    cameraOffline: token('state-offline'),
    cameraUnknown: token('state-unknown'),
    onGap: token('panel'),
    cov: series('cov', 5),
    zero: token('cov-zero'),
    div: series('div', 7),
    dark,
  };
}
