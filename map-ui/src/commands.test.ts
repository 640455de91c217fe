import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandDef, createKeyMatcher, keyCaps, SEQUENCE_MS } from './commands.ts';
import en from './i18n/en.json' with { type: 'json' };

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const all = () =>
  createKeyMatcher(
    () => true,
    () => true,
  );

describe('the command registry', () => {
  it('gives no key to two commands of one screen', () => {
    const defs: [string, CommandDef][] = Object.entries(COMMANDS);
    const pairs = defs.flatMap(([a, one], i) =>
      defs.slice(i + 1).flatMap(([b, other]) => {
        const apart = one.on !== undefined && other.on !== undefined && one.on !== other.on;
        return apart ? [] : one.keys.filter((key) => other.keys.includes(key)).map((key) => `${key}: ${a}, ${b}`);
      }),
    );
    expect(pairs).toEqual([]);
  });
  it('tells Ctrl Shift Z from Ctrl Z, and gives both to the screen that is shown', () => {
    const match = createKeyMatcher(
      (id) => id.startsWith('import.'),
      () => true,
    );
    expect(match(press('z', { ctrlKey: true }), 0)).toBe('import.undo');
    expect(match(press('Z', { ctrlKey: true, shiftKey: true }), 0)).toBe('import.redo');
    expect(match(press('Enter', { metaKey: true }), 0)).toBe('import.next');
  });
  it('names every command in the language files', () => {
    for (const id of Object.keys(COMMANDS)) {
      const [group, name] = id.split('.') as [string, string];
      expect((en.command as Record<string, Record<string, string>>)[group]?.[name], id).toBeTruthy();
    }
  });
  it('reads a pair of keys within the time', () => {
    const match = all();
    expect(match(press('g'), 0)).toBeNull();
    expect(match(press('r'), SEQUENCE_MS)).toBe('go.regions');
  });
  it('forgets the first key after the time', () => {
    const match = all();
    match(press('g'), 0);
    expect(match(press('t'), SEQUENCE_MS + 1)).toBe('look.table');
  });
  it('prefers the pair over the single key', () => {
    const match = all();
    match(press('g'), 0);
    expect(match(press('m'), 10)).toBe('go.map');
    expect(match(press('m'), 20)).toBe('look.theme');
  });
  it('does nothing for a command that does not live on this screen', () => {
    const match = createKeyMatcher(
      (id) => id !== 'look.table',
      () => true,
    );
    expect(match(press('t'), 0)).toBeNull();
  });
  it('leaves the browser its own shortcuts', () => {
    expect(all()(press('t', { ctrlKey: true }), 0)).toBeNull();
    expect(all()(press('l', { metaKey: true }), 0)).toBeNull();
  });
  it('binds no single letter once they are switched off, but Escape still works', () => {
    const match = createKeyMatcher(
      () => true,
      () => false,
    );
    expect(match(press('t'), 0)).toBeNull();
    expect(match(press('Escape'), 1)).toBe('app.out');
  });
  it('writes keys as they stand on the keyboard', () => {
    expect(keyCaps('g m')).toEqual(['G', 'M']);
    expect(keyCaps('Escape')).toEqual(['Esc']);
  });
});
