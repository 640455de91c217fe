// What the address points at on the map: a region, a gap, a camera, or a region and one of its gaps or cameras.
export interface Focus {
  region: string | null;
  gap: string | null;
  camera: string | null;
}
const PREFIX = { reg: 'region', gap: 'gap', cam: 'camera' } as const;

export function parseFocus(text: string | null): Focus {
  const focus: Focus = { region: null, gap: null, camera: null };
  for (const part of text?.split('~') ?? []) {
    const at = part.indexOf(':');
    const key = PREFIX[part.slice(0, at) as keyof typeof PREFIX];
    if (key && at < part.length - 1) focus[key] = part.slice(at + 1);
  }
  return focus;
}

export function formatFocus({ region, gap, camera }: Partial<Focus>): string | null {
  const parts = [region && `reg:${region}`, gap && `gap:${gap}`, camera && `cam:${camera}`].filter(Boolean);
  return parts.length === 0 ? null : parts.join('~');
}
