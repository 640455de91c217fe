// Which commands exist, which keys call them and which of them work now. Keys, menus and the `?` sheet all read this.
import { useEffect, useRef } from 'react';
import { createStore, useStore } from './store.ts';
import type { Screen } from './url-state.ts';

export type CommandGroup = 'go' | 'look' | 'list' | 'edit' | 'import' | 'app';
export interface CommandDef {
  /** keys as typed: `g m` is G then M; `?`, `Escape`, `[` are key values; `Ctrl+z` also is ⌘Z */
  keys: string[];
  group: CommandGroup;
  /** the one screen it lives on: another screen may give its keys to a command of its own */
  on?: Screen;
  /** also while somebody types in a field: for keys that write nothing */
  whileTyping?: boolean;
}

/** Titles are in the language files under `command.<id>`. */
export const COMMANDS = {
  'go.map': { keys: ['g m'], group: 'go' },
  'go.regions': { keys: ['g r'], group: 'go' },
  'go.targets': { keys: ['g t'], group: 'go' },
  'go.import': { keys: ['g i'], group: 'go' },
  'go.quality': { keys: ['g q'], group: 'go' },
  'go.monitoring': { keys: ['g o'], group: 'go' },
  'go.reports': { keys: ['g e'], group: 'go' },
  'go.start': { keys: ['g s'], group: 'go' },
  'go.up': { keys: ['u'], group: 'go' },
  'look.table': { keys: ['t'], group: 'look' },
  'look.legend': { keys: ['l'], group: 'look' },
  'look.panelPrevious': { keys: ['['], group: 'look' },
  'look.panelNext': { keys: [']'], group: 'look' },
  'look.zoomIn': { keys: ['+', '='], group: 'look' },
  'look.zoomOut': { keys: ['-'], group: 'look' },
  'look.home': { keys: ['h'], group: 'look' },
  'look.theme': { keys: ['m'], group: 'look', on: 'map' },
  'list.next': { keys: ['j'], group: 'list' },
  'list.previous': { keys: ['k'], group: 'list' },
  'list.open': { keys: ['Enter'], group: 'list' },
  'list.filter': { keys: ['/'], group: 'list' },
  'list.sort': { keys: ['s'], group: 'list' },
  'regions.pin': { keys: [' '], group: 'list', on: 'regions' },
  'targets.monthBefore': { keys: ['b'], group: 'look', on: 'targets' },
  'targets.monthAfter': { keys: ['n'], group: 'look', on: 'targets' },
  'targets.edit': { keys: ['e'], group: 'edit', on: 'targets' },
  'targets.freeze': { keys: ['f'], group: 'edit', on: 'targets' },
  'targets.bulk': { keys: ['c'], group: 'edit', on: 'targets' },
  'quality.fix': { keys: ['f'], group: 'list', on: 'quality' },
  'quality.ignore': { keys: ['i'], group: 'list', on: 'quality' },
  'quality.map': { keys: ['o'], group: 'list', on: 'quality' },
  'quality.check': { keys: ['c'], group: 'list', on: 'quality' },
  'monitoring.mute': { keys: ['m'], group: 'list', on: 'monitoring' },
  'monitoring.copy': { keys: ['c'], group: 'list', on: 'monitoring' },
  'monitoring.add': { keys: ['n'], group: 'list', on: 'monitoring' },
  'monitoring.save': { keys: ['Ctrl+Enter'], group: 'list', on: 'monitoring', whileTyping: true },
  'monitoring.span': { keys: ['r'], group: 'look', on: 'monitoring' },
  'edit.move': { keys: ['v'], group: 'edit', on: 'map' },
  'edit.aim': { keys: ['a'], group: 'edit', on: 'map' },
  'edit.keep': { keys: ['Ctrl+Enter'], group: 'edit', on: 'map' },
  'edit.undo': { keys: ['Ctrl+z'], group: 'edit', on: 'map' },
  'import.next': { keys: ['Ctrl+Enter'], group: 'import', on: 'import', whileTyping: true },
  'import.problem': { keys: ['F8'], group: 'import', on: 'import', whileTyping: true },
  'import.undo': { keys: ['Ctrl+z'], group: 'import', on: 'import' },
  'import.redo': { keys: ['Ctrl+Shift+z'], group: 'import', on: 'import' },
  'app.out': { keys: ['Escape'], group: 'app' },
  'app.keys': { keys: ['?'], group: 'app' },
  'app.language': { keys: ['y'], group: 'app' },
  'app.dark': { keys: ['d'], group: 'app' },
  'start.sample': { keys: ['1'], group: 'list' },
  'start.import': { keys: ['2'], group: 'list' },
  'start.templates': { keys: ['3'], group: 'list' },
} as const satisfies Record<string, CommandDef>;
export type CommandId = keyof typeof COMMANDS;

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey?: boolean;
}
/** How long the first key of a pair waits for the second, ms. */
export const SEQUENCE_MS = 1_200;

/** Keys in, command ids out. Holds the first key of a pair; `isLive` says whether a command works on this screen. */
export function createKeyMatcher(isLive: (id: CommandId) => boolean, singleKeys: () => boolean) {
  let first: { key: string; atMs: number } | null = null;
  const entries = Object.entries(COMMANDS) as [CommandId, CommandDef][];
  const find = (typed: string) => entries.find(([id, def]) => def.keys.includes(typed) && isLive(id))?.[0] ?? null;
  return (press: KeyPress, nowMs: number): CommandId | null => {
    const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
    if (press.altKey) return null;
    if (press.ctrlKey || press.metaKey) return find(`Ctrl+${press.shiftKey ? 'Shift+' : ''}${key}`);
    const isSingle = key.length === 1;
    if (isSingle && !singleKeys()) return null;
    const before = first && nowMs - first.atMs <= SEQUENCE_MS ? first.key : null;
    first = null;
    if (before !== null) {
      const pair = find(`${before} ${key}`);
      if (pair) return pair;
    }
    const alone = find(key);
    if (alone) return alone;
    if (entries.some(([id, def]) => def.keys.some((k) => k.startsWith(`${key} `)) && isLive(id))) {
      first = { key, atMs: nowMs };
    }
    return null;
  };
}

type Handler = () => void;
const handlers = createStore<ReadonlyMap<CommandId, Handler[]>>(new Map());

function attach(id: CommandId, handler: Handler): () => void {
  const add = new Map(handlers.get());
  add.set(id, [...(add.get(id) ?? []), handler]);
  handlers.set(add);
  return () => {
    const drop = new Map(handlers.get());
    const left = (drop.get(id) ?? []).filter((h) => h !== handler);
    if (left.length > 0) drop.set(id, left);
    else drop.delete(id);
    handlers.set(drop);
  };
}

export const isLive = (id: CommandId) => handlers.get().has(id);
/** Runs what was attached last: the innermost part of the screen. */
export function runCommand(id: CommandId): boolean {
  const handler = handlers.get().get(id)?.at(-1);
  if (!handler) return false;
  handler();
  return true;
}

/** Attach a handler while the component is shown. A command nobody attached is neither bound nor listed. */
export function useCommand(id: CommandId, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => (enabled ? attach(id, () => latest.current()) : undefined), [id, enabled]);
}

export function useLiveCommands(): { id: CommandId; def: CommandDef }[] {
  const live = useStore(handlers);
  return (Object.keys(COMMANDS) as CommandId[]).filter((id) => live.has(id)).map((id) => ({ id, def: COMMANDS[id] }));
}

const SINGLE_KEYS = 'lacuna.singleKeys';
const storage = typeof localStorage === 'undefined' ? null : localStorage;
const singleKeys = createStore(storage?.getItem(SINGLE_KEYS) !== 'off');
export const useSingleKeys = () => useStore(singleKeys);
export function setSingleKeys(on: boolean) {
  storage?.setItem(SINGLE_KEYS, on ? 'on' : 'off');
  singleKeys.set(on);
}

const LISTS = '[role=listbox],[role=menu],[role=dialog],[role=alertdialog]';
const TYPING = `input,textarea,select,[contenteditable=true],${LISTS}`;
/** Keys that write nothing where they are pressed. */
const writesNothing = (event: KeyboardEvent) => event.ctrlKey || event.metaKey || /^F\d/.test(event.key);

/** One listener for the whole product. Where somebody types or chooses from a list, only that is meant. */
export function listenToKeys(target: Window): () => void {
  const match = createKeyMatcher(isLive, singleKeys.get);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const element = event.target instanceof Element ? event.target : null;
    const typing = element?.closest(TYPING) != null;
    if (typing && (!writesNothing(event) || element?.closest(LISTS))) return;
    // A focused button or link answers Enter and Space itself.
    if (
      (event.key === 'Enter' || event.key === ' ') &&
      !event.ctrlKey &&
      !event.metaKey &&
      element?.closest('button,a,summary,[role=tab],[role=row]')
    )
      return;
    const id = match(event, event.timeStamp);
    if (id === null || (typing && !(COMMANDS[id] as CommandDef).whileTyping)) return;
    if (runCommand(id)) event.preventDefault();
  };
  /** A focused button would take Ctrl Enter as Enter. */
  const beforeButtons = (event: KeyboardEvent) => {
    const isButton = event.target instanceof Element && event.target.closest('button') !== null;
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !isButton) return;
    onKeyDown(event);
    if (event.defaultPrevented) event.stopPropagation();
  };
  target.addEventListener('keydown', beforeButtons, true);
  target.addEventListener('keydown', onKeyDown);
  return () => {
    target.removeEventListener('keydown', beforeButtons, true);
    target.removeEventListener('keydown', onKeyDown);
  };
}

/** `g m` → ['G', 'M'], for the sheet and the tooltips. */
export const keyCaps = (keys: string) =>
  keys
    .split(/[ +](?=.)/)
    .map((k) => (k === ' ' ? 'Space' : k.length === 1 ? k.toUpperCase() : k === 'Escape' ? 'Esc' : k));
