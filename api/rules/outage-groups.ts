// Which cameras went out together? Changes of state go in, outages come out: one for what one cause took down, from the
// first camera to the last that is back. No clock and no database: docs/outages.md says the rules in words.
import type { StatusState } from '#contract/status';
import { clusters, commonPath, type LeafPath, TOGETHER_MS, townshipOf } from './outage-clusters.ts';

export type OutageKind = 'feed' | 'parent' | 'region' | 'camera';

/** A single camera that is out so long is an outage. */
export const SINGLE_AFTER_MS = 10 * 60_000;
/** A device makes a new outage this often, at most; within it the old one is taken up again. */
export const DEVICE_EVERY_MS = 30 * 60_000;
/** Cameras that fall silent one by one may be a feed that falls silent: its keeper knows within a minute. */
export const STALE_WAITS_MS = 90_000;

/** Cameras of a feed that are taken between two turns of others. */
const TAKEN_A_TURN = 5_000;

/** One effective change: after damping, staleness, parents and planned works were looked at. */
export interface Change {
  cameraId: string;
  from: StatusState;
  to: StatusState;
  /** since when, ms since 1970 */
  at: number;
  reason: string | null;
  /** name of the feed that speaks of it; '' = nobody in particular */
  feed: string;
  parentId: string | null;
  regionCode: string | null;
}
export interface Group {
  id: string;
  kind: OutageKind;
  subject: string;
  startedAt: number;
  endedAt: number | null;
  members: Set<string>;
  down: Set<string>;
  /** what the paths of all members have in common */
  path: LeafPath;
  /** when the last member joined */
  joinedAt: number;
}
export type GroupNews = 'opened' | 'changed' | 'closed';

/** What is known of regions. */
export interface Places {
  pathOf(leaf: string): LeafPath;
  levelOf(code: string): string | null;
}

type Drop = Change & { path: LeafPath };

export class OutageBook {
  /** open ones, and those that ended within DEVICE_EVERY_MS */
  readonly groups = new Map<string, Group>();
  private readonly groupOf = new Map<string, Group>();
  private readonly waiting = new Map<string, Drop>();
  /** out during planned works: no outage until these are over */
  private readonly excused = new Map<string, Change>();
  private readonly news = new Map<Group, GroupNews>();
  private readonly places: Places;
  private readonly newId: () => string;

  constructor(places: Places, newId: () => string) {
    this.places = places;
    this.newId = newId;
  }

  /** An outage of before. */
  adopt(group: Group): void {
    this.groups.set(group.id, group);
    for (const id of group.members) this.groupOf.set(id, group);
  }

  /** After a start: outages whose cameras came back meanwhile end now, and all are told of. */
  recount(backAt: (group: Group) => number): void {
    for (const group of this.groups.values())
      if (group.endedAt === null) this.tell(group, this.endIfBack(group, group.down.size > 0 ? 0 : backAt(group)));
  }

  has(cameraId: string): boolean {
    return this.openOf(cameraId) !== null || this.waiting.has(cameraId) || this.excused.has(cameraId);
  }

  hear(change: Change): void {
    const { cameraId, from, to, reason } = change;
    const group = this.openOf(cameraId);
    if (to === 'online') {
      this.waiting.delete(cameraId);
      this.excused.delete(cameraId);
      if (group?.down.delete(cameraId)) this.tell(group, this.endIfBack(group, change.at));
      return;
    }
    if (reason === 'planned-works') {
      this.waiting.delete(cameraId);
      if (group === null) this.excused.set(cameraId, change);
      return;
    }
    if (group !== null) {
      if (group.down.has(cameraId)) return;
      group.down.add(cameraId);
      this.tell(group, 'changed');
      return;
    }
    const before = this.waiting.get(cameraId);
    const isDrop =
      (to === 'offline' && from !== 'offline') || (to === 'unknown' && from === 'online') || this.excused.has(cameraId);
    if (before === undefined && !isDrop) return;
    this.excused.delete(cameraId);
    const path = change.regionCode === null ? [] : this.places.pathOf(change.regionCode);
    // what was learned later of the same drop is its reason
    this.waiting.set(cameraId, { ...change, at: before?.at ?? change.at, path });
  }

  /** Cameras whose reason may change without a change of state: those that fell silent, and those in planned works. */
  doubtful(): string[] {
    const found = [...this.excused.keys()];
    for (const drop of this.waiting.values()) if (drop.reason === 'stale') found.push(drop.cameraId);
    return found;
  }
  /** What is true of a doubtful one now. Who is still out after planned works is out since they are over. */
  reconsider(cameraId: string, { state, reason }: { state: StatusState; reason: string | null }, now: number): void {
    const drop = this.waiting.get(cameraId);
    if (drop !== undefined && state !== 'online') drop.reason = reason;
    const excused = this.excused.get(cameraId);
    if (excused === undefined || state === 'online' || reason === 'planned-works') return;
    this.hear({ ...excused, from: excused.to, to: state, reason, at: now });
  }

  /** Makes outages of what waits. Stops after each part, so that others have their turn. Answers what became of whom. */
  *settle(now: number): Generator<void, Map<Group, GroupNews>> {
    this.forget(now);
    yield* this.feeds(now);
    this.joins();
    yield;
    this.parents(now);
    yield;
    const byArea = new Map<string | null, Drop[]>();
    for (const drop of this.waiting.values()) {
      const area = this.areaOf(drop.path);
      const list = byArea.get(area);
      if (list === undefined) byArea.set(area, [drop]);
      else list.push(drop);
    }
    for (const [area, drops] of byArea) {
      if (area !== null) this.regions(drops, now);
      for (const drop of drops) this.single(drop, now);
      yield;
    }
    const news = new Map(this.news);
    this.news.clear();
    return news;
  }

  /** When to settle again without a change; null = nothing waits. */
  nextAt(now: number): number | null {
    let next: number | null = null;
    for (const drop of this.waiting.values()) {
      const stale = drop.at + STALE_WAITS_MS;
      const at = drop.reason === 'stale' && stale > now ? stale : Math.max(now + 1_000, this.singleFrom(drop));
      if (next === null || at < next) next = at;
    }
    return next;
  }

  private openOf(cameraId: string): Group | null {
    const group = this.groupOf.get(cameraId);
    return group === undefined || group.endedAt !== null ? null : group;
  }
  private areaOf(path: LeafPath): string | null {
    return townshipOf(path, (code) => this.places.levelOf(code));
  }
  private tell(group: Group, news: GroupNews): void {
    const before = this.news.get(group);
    if (before === 'opened' && news === 'changed') return;
    this.news.set(group, news);
  }
  private endIfBack(group: Group, at: number): GroupNews {
    if (group.down.size > 0) return 'changed';
    group.endedAt = Math.max(at, group.startedAt);
    return 'closed';
  }

  /** Outages that ended a while ago are history. */
  private forget(now: number): void {
    for (const group of this.groups.values()) {
      if (group.endedAt === null || now - Math.max(group.endedAt, group.startedAt) < DEVICE_EVERY_MS) continue;
      this.groups.delete(group.id);
      for (const id of group.members) if (this.groupOf.get(id) === group) this.groupOf.delete(id);
    }
  }

  private *feeds(now: number): Generator<void> {
    const silent = new Set<string>();
    for (const drop of this.waiting.values()) if (drop.reason === 'feed-silent') silent.add(drop.feed);
    for (const feed of silent) {
      yield;
      const known = this.find((group) => group.kind === 'feed' && group.subject === feed);
      const drops = [...this.waiting.values()].filter((drop) => drop.feed === feed && drop.to === 'unknown');
      this.put(known, 'feed', feed, drops.slice(0, TAKEN_A_TURN), now);
      const group = this.openOf(drops[0].cameraId);
      for (let i = TAKEN_A_TURN; group !== null && i < drops.length; i += TAKEN_A_TURN) {
        yield;
        this.add(group, drops.slice(i, i + TAKEN_A_TURN));
      }
    }
  }

  /** Late members: of the same parent at any time, of the same township while it goes on. */
  private joins(): void {
    const byArea = new Map<string | null, Group[]>();
    const byParent = new Map<string | null, Group>();
    for (const group of this.groups.values()) {
      if (group.endedAt !== null || group.kind === 'feed' || group.kind === 'camera') continue;
      if (group.kind === 'parent') byParent.set(group.subject, group);
      const area = this.areaOf(group.path);
      byArea.set(area, [...(byArea.get(area) ?? []), group]);
    }
    if (byArea.size === 0) return;
    const joining = new Map<Group, Drop[]>();
    for (const drop of this.waiting.values()) {
      const area = this.areaOf(drop.path);
      const near = area === null ? [] : (byArea.get(area) ?? []);
      const group = byParent.get(drop.parentId) ?? near.find((g) => isNear(g, drop));
      if (group === undefined) continue;
      if (group.kind === 'parent' && group.subject !== drop.parentId) group.kind = 'region';
      group.joinedAt = Math.max(group.joinedAt, drop.at);
      const list = joining.get(group);
      if (list === undefined) joining.set(group, [drop]);
      else list.push(drop);
    }
    for (const [group, drops] of joining) this.add(group, drops);
  }

  /** Devices that are down with what hangs on them; several of a township at once have one cause. */
  private parents(now: number): void {
    const byParent = new Map<string, Drop[]>();
    for (const drop of this.waiting.values()) {
      if (drop.reason !== 'parent-down' || drop.parentId === null) continue;
      // its own outage ended a moment ago: it goes on with that, or joins its recorder's
      if (this.groupOf.get(drop.cameraId)?.kind === 'camera') continue;
      const list = byParent.get(drop.parentId);
      if (list === undefined) byParent.set(drop.parentId, [drop]);
      else list.push(drop);
    }
    const byArea = new Map<string, { at: number; drops: Drop[] }[]>();
    for (const drops of byParent.values()) {
      const areas = new Set(drops.map((drop) => this.areaOf(drop.path)));
      const [area] = areas;
      if (areas.size > 1 || area === null) this.together(drops, now);
      else byArea.set(area, [...(byArea.get(area) ?? []), { at: drops[0].at, drops }]);
    }
    for (const devices of byArea.values()) {
      devices.sort((a, b) => a.at - b.at);
      for (let i = 0; i < devices.length; ) {
        let end = i + 1;
        while (end < devices.length && devices[end].at - devices[end - 1].at <= TOGETHER_MS) end += 1;
        this.together(
          devices.slice(i, end).flatMap(({ drops }) => drops),
          now,
        );
        i = end;
      }
    }
  }
  private regions(drops: readonly Drop[], now: number): void {
    const ready = drops.filter((drop) => {
      if (!this.waits(drop) || this.groupOf.get(drop.cameraId)?.kind === 'camera') return false;
      return drop.reason !== 'stale' || now - drop.at >= STALE_WAITS_MS;
    });
    for (const cluster of clusters(ready)) this.together(cluster, now);
  }
  private together(drops: Drop[], now: number): void {
    const parents = new Set(drops.map((drop) => drop.parentId));
    const [parent] = parents;
    const subject = parents.size === 1 ? parent : null;
    const known = this.find((group) => {
      if (group.kind === 'feed' || group.kind === 'camera') return false;
      if (group.kind === 'parent' && group.subject === subject) return true;
      return drops.some((drop) => group.members.has(drop.cameraId));
    });
    this.put(known, subject === null ? 'region' : 'parent', subject ?? '', drops, now);
  }

  private single(drop: Drop, now: number): void {
    if (!this.waits(drop) || now < this.singleFrom(drop)) return;
    const before = this.groupOf.get(drop.cameraId);
    this.put(before?.kind === 'camera' ? before : null, 'camera', drop.cameraId, [drop], now);
  }
  private singleFrom(drop: Drop): number {
    const before = this.groupOf.get(drop.cameraId);
    const held = drop.at + SINGLE_AFTER_MS;
    return before === undefined || before.kind === 'camera' ? held : Math.max(held, before.startedAt + DEVICE_EVERY_MS);
  }

  private waits(drop: Drop): boolean {
    return this.waiting.get(drop.cameraId) === drop;
  }
  private find(fits: (group: Group) => boolean): Group | null {
    for (const group of this.groups.values()) if (fits(group)) return group;
    return null;
  }

  /** Into a known one, open or ended a moment ago, or into a new one. */
  private put(known: Group | null, kind: OutageKind, subject: string, drops: readonly Drop[], now: number): void {
    if (drops.length === 0) return;
    const startedAt = drops.reduce((least, drop) => Math.min(least, drop.at), Number.POSITIVE_INFINITY);
    const group = known ?? {
      id: this.newId(),
      kind,
      subject,
      startedAt,
      endedAt: null,
      members: new Set<string>(),
      down: new Set<string>(),
      path: drops[0].path,
      joinedAt: startedAt,
    };
    const isNew = known === null || known.endedAt !== null;
    if (known !== null && known.kind === 'parent' && subject !== known.subject && kind !== 'camera')
      known.kind = 'region';
    group.endedAt = null;
    group.joinedAt = Math.min(now, Math.max(group.joinedAt, ...lastOf(drops)));
    this.groups.set(group.id, group);
    this.add(group, drops);
    if (isNew) this.news.set(group, 'opened');
  }

  private add(group: Group, drops: readonly Drop[]): void {
    for (const drop of drops) {
      group.members.add(drop.cameraId);
      group.down.add(drop.cameraId);
      group.path = commonPath(group.path, drop.path);
      this.groupOf.set(drop.cameraId, group);
      this.waiting.delete(drop.cameraId);
    }
    if (group.kind === 'region') group.subject = group.path.at(-1) ?? '';
    this.tell(group, 'changed');
  }
}

const lastOf = (drops: readonly Drop[]): number[] => [drops.reduce((most, drop) => Math.max(most, drop.at), 0)];

/** Does it happen while the outage spreads? What hangs on one device spreads by devices only. */
function isNear(group: Group, drop: Drop): boolean {
  const isThen = drop.at >= group.startedAt - TOGETHER_MS && drop.at - group.joinedAt <= TOGETHER_MS;
  return isThen && (group.kind === 'region' || drop.reason === 'parent-down');
}
