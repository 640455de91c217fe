// Who listens to the sweep: told about every stretch that bounds a gap.

/** Every stretch has the gap on its left, or on its right where `forward` is false. The stretches of one label close to
 * loops; nothing is said of cell lines, the listener finds where gaps cross them. */
export interface GapSink {
  /** What follows is said by `key` (any integer: a camera, a border edge); what it said before is forgotten. Once before
   * its stretches; a sink that is filled only once needs no call. */
  owner(key: number): void;
  /** all of edge e of a ring border (Demand.ring), which no footprint comes near, bounds a gap of this label */
  edge(e: number, label: number): void;
  /** segment from (x, y) along the unit vector (dx, dy), parameters s…e in metres; `forward` = gap on the left of
   * (dx, dy); `inner` = a border between two labels: there may be gap on its other side too */
  segment(
    x: number,
    y: number,
    dx: number,
    dy: number,
    s: number,
    e: number,
    forward: boolean,
    label: number,
    inner: boolean,
  ): void;
  /** arc about (x, y), angles from…to counter-clockwise; `forward` = gap on the left when walked counter-clockwise */
  arc(x: number, y: number, r: number, from: number, to: number, forward: boolean, label: number, inner: boolean): void;
}
