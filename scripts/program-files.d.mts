/** The file Node starts for a program; set-up builds it. */
export function programFile(name: 'server' | 'lacuna' | 'bench' | 'bench-section'): string;
