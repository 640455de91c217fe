// On which stretches does one boundary element run inside the other footprints?
//
// Asked about footprint j, the element in hand is cut analytically at what bounds j: cover-segment.ts and cover-arc.ts find
// the intervals of its parameter, cover-cells.ts joins those of a footprint that is cut into cells, cover-found.ts
// decides ties and keeps the lists.
import { ArcCover } from './cover-arc.ts';
import { Found } from './cover-found.ts';
import { SegmentCover } from './cover-segment.ts';
import { Element, SEGMENT } from './element.ts';
import type { Footprints } from './footprint.ts';

export class Cover {
  readonly element = new Element();
  readonly found = new Found(this.element);
  private readonly ofSegment = new SegmentCover(this.element, this.found);
  private readonly ofArc = new ArcCover(this.element, this.found);

  /** `wrongTie`: a planted fault (tests). */
  begin(o: Footprints, wrongTie: boolean): void {
    this.found.begin(o, wrongTie);
  }
  /** The element is another one: nothing covers it yet. */
  clear(): void {
    this.found.clear();
  }
  /** Adds the intervals in which the element runs inside footprint j. */
  ask(j: number): void {
    if (this.element.kind === SEGMENT) this.ofSegment.ask(j);
    else this.ofArc.ask(j);
  }
}
