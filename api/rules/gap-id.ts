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
