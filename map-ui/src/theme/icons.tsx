// Every pictogram of the product, as paths on a 24 px grid.
const PATHS = {
  map: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2z M9 4v14 M15 6v14',
  list: 'M8 6h12 M8 12h12 M8 18h12 M4 6h.01 M4 12h.01 M4 18h.01',
  import: 'M12 16V4 M7 9l5-5 5 5 M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4',
  report: 'M6 3h8l4 4v14H6z M14 3v4h4 M9 12h6 M9 16h6',
  quality: 'M12 3l8 3v6c0 4.500-3.400 7.600-8 9-4.600-1.400-8-4.500-8-9V6z M8.500 12l2.500 2.500 4.500-5',
  pulse: 'M3 12h4l2.500-7 5 14 2.500-7h4',
  mute: 'M6 16V11a6 6 0 0 1 9-5.200 M18 11v5l2 2H7 M10.500 21h3 M4 4l16 16',
  copy: 'M9 9h11v11H9z M5 15H4V4h11v1',
  start: 'M4 11l8-7 8 7 M6 10v10h12V10 M10 20v-6h4v6',
  plus: 'M12 5v14 M5 12h14',
  minus: 'M5 12h14',
  home: 'M4 9V5a1 1 0 0 1 1-1h4 M15 4h4a1 1 0 0 1 1 1v4 M20 15v4a1 1 0 0 1-1 1h-4 M9 20H5a1 1 0 0 1-1-1v-4',
  close: 'M6 6l12 12 M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  left: 'M15 6l-6 6 6 6',
  up: 'M6 15l6-6 6 6',
  check: 'M5 12l5 5 9-10',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M16 16l4 4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.4 1.4 M17.6 17.600L19 19 M5 19l1.400-1.400 M17.600 6.400L19 5',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
  half: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 3v18 M12 8h8 M12 12h9 M12 16h8',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700 M12 17h.01',
  jobs: 'M20 12a8 8 0 1 1-2.400-5.700 M20 4v4h-4',
  table: 'M4 5h16v14H4z M4 10h16 M4 15h16 M10 10v9',
  legend: 'M5 6h4v4H5z M5 14h4v4H5z M13 8h7 M13 16h7',
  layers: 'M12 3l9 5-9 5-9-5z M3 13l9 5 9-5',
  panel: 'M4 5h16v14H4z M15 5v14',
  download: 'M12 4v12 M7 11l5 5 5-5 M4 20h16',
  undo: 'M9 7L4 12l5 5 M4 12h10a6 6 0 0 1 6 6',
  redo: 'M15 7l5 5-5 5 M20 12H10a6 6 0 0 0-6 6',
  warn: 'M12 4l9 16H3z M12 10v4 M12 17h.01',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 11v5 M12 8h.01',
  camera: 'M4 8h10v8H4z M14 11l6-3v8l-6-3',
  target: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1 M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1',
  trash: 'M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13',
  file: 'M6 3h8l4 4v14H6z M14 3v4h4',
  pin: 'M9 4h6l-1 6 3 3v2H7v-2l3-3z M12 15v6',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15z M10 21h4',
  gear: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z M12 3v3 M12 18v3 M3 12h3 M18 12h3 M5.600 5.600l2.100 2.100 M16.300 16.300l2.100 2.100 M5.600 18.400l2.100-2.100 M16.300 7.700l2.100-2.100',
  more: 'M5 12h.01 M12 12h.01 M19 12h.01',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      style={size ? { width: size, height: size } : {}}
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M12 2a10 10 0 1 0 10 10h-6a4 4 0 1 1-4-4z" fill="var(--accent)" />
      <path d="M14 2.2A10 10 0 0 1 21.8 10h-6.1A4 4 0 0 0 14 8.3z" fill="var(--gap)" />
    </svg>
  );
}
