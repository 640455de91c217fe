// What is a gap piece called? docs/model.md §3: a function of today's geometry only.
import type { GapClass } from '#contract/gap';

/** Names the pieces of one leaf, in their order: region, class, cell, anchor vertex. Two pieces that share even the anchor
 * (they touch in that vertex) are told apart by a `~` behind the later one. */
export function gapNamer(regionCode: string): (gapClass: GapClass, piece: { cell: string; anchor: string }) => string {
  const taken = new Set<string>();
  return (gapClass, { cell, anchor }) => {
    let id = `${regionCode}:${gapClass}:${cell}:${anchor}`;
    while (taken.has(id)) id += '~';
    taken.add(id);
    return id;
  };
}

/** The parts of an id, or null when it is none. */
export function gapIdParts(id: string): { regionCode: string; class: string; cell: string } | null {
  const found = /^(.+):([a-z]+):([0-3]+):[0-3]+~*$/.exec(id);
  return found === null ? null : { regionCode: found[1], class: found[2], cell: found[3] };
}
