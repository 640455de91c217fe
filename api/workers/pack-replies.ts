// A batch of replies as one buffer and back; numbers of many gap pieces would else be walked object by object. Laid out as
//   int32    number of replies, of float64 values and of int32 values (FRONT), padded to 8 bytes
//   float64, int32, bytes   one stream each, read in the order they were written
// Digits of cells and anchors are one text beside it: parts of a text cost nothing to cut.
import type { GapComponent, LabelSums } from '#engine';
import type { MeasureReply, PackedGap, PackedReplies, RareReply } from './messages.ts';

const FRONT = 4;
/** Digits of an anchor (engine: GapPiece). */
const ANCHOR_DIGITS = 26;

/** Grows; used again for every batch of this thread. */
let floats = new Float64Array(4_096);
let ints = new Int32Array(4_096);
let bytes = new Uint8Array(65_536);
let [f, i, b] = [0, 0, 0];

function roomFor(moreFloats: number, moreInts: number, moreBytes: number): void {
  if (f + moreFloats > floats.length) {
    const bigger = new Float64Array(2 * (f + moreFloats));
    bigger.set(floats.subarray(0, f));
    floats = bigger;
  }
  if (i + moreInts > ints.length) {
    const bigger = new Int32Array(2 * (i + moreInts));
    bigger.set(ints.subarray(0, i));
    ints = bigger;
  }
  if (b + moreBytes > bytes.length) {
    const bigger = new Uint8Array(2 * (b + moreBytes));
    bigger.set(bytes.subarray(0, b));
    bytes = bigger;
  }
}

function putFloats(values: Float64Array): void {
  floats.set(values, f);
  f += values.length;
}

/** float64 and int32 values of a gap piece. */
const GAP_FLOATS = 8;
const GAP_INTS = 5;
/** Answers its digits. */
function putGap(gap: PackedGap): string {
  roomFor(GAP_FLOATS, GAP_INTS, gap.outline.length);
  floats[f++] = gap.areaM2;
  floats[f++] = gap.labelPoint[0];
  floats[f++] = gap.labelPoint[1];
  for (let k = 0; k < 4; k++) floats[f++] = gap.bbox[k];
  floats[f++] = gap.nearestM;
  ints[i++] = gap.label;
  ints[i++] = gap.component;
  ints[i++] = gap.nearest;
  ints[i++] = gap.cell.length;
  ints[i++] = gap.outline.length;
  bytes.set(gap.outline, b);
  b += gap.outline.length;
  return gap.cell + gap.anchor;
}

const COMPONENT_FLOATS = 5;
function putComponent({ areaM2, bbox }: GapComponent): void {
  floats[f++] = areaM2;
  for (let k = 0; k < 4; k++) floats[f++] = bbox[k];
}

const LABEL_FLOATS = 5;
function putLabel({ label, demandM2, lowM2, likelyM2, highM2 }: LabelSums): void {
  floats[f++] = label;
  floats[f++] = demandM2;
  floats[f++] = lowM2;
  floats[f++] = likelyM2;
  floats[f++] = highM2;
}

/** float64 and int32 values of a reply beside what has lengths of its own. */
const NUMBERS = 5;
const COUNTS = 7;

function putReply(reply: MeasureReply): string {
  const { depthM2, likelyM2, highM2, seeing, labels, components, gaps, scraps } = reply;
  roomFor(
    NUMBERS + 3 * depthM2.length + LABEL_FLOATS * labels.length + COMPONENT_FLOATS * components.length,
    COUNTS + seeing.length,
    0,
  );
  for (const n of [reply.regionM2, reply.demandM2, reply.overM2, reply.residualM, reply.smallGapsM2]) floats[f++] = n;
  for (const n of [depthM2, labels, components, gaps, scraps, seeing]) ints[i++] = n.length;
  ints[i++] = reply.slow ? 1 : 0;
  putFloats(depthM2);
  putFloats(likelyM2);
  putFloats(highM2);
  ints.set(seeing, i);
  i += seeing.length;
  for (const label of labels) putLabel(label);
  for (const component of components) putComponent(component);
  const digits: string[] = [];
  for (const gap of gaps) digits.push(putGap(gap));
  for (const gap of scraps) digits.push(putGap(gap));
  return digits.join('');
}

const PLAIN: RareReply = {
  failedChecks: [],
  privateM2: null,
  privateOf: null,
  uniqueM2: null,
  hiddenOf: null,
  places: [],
};
function rareOf({ failedChecks, privateM2, privateOf, uniqueM2, hiddenOf, places }: MeasureReply): RareReply | null {
  const isPlain =
    failedChecks.length === 0 &&
    privateM2 === null &&
    privateOf === null &&
    uniqueM2 === null &&
    hiddenOf === null &&
    places.length === 0;
  return isPlain ? null : { failedChecks, privateM2, privateOf, uniqueM2, hiddenOf, places };
}

/** Takes the replies one by one, so that none has to be kept until the batch is done. The buffer is to be moved to whoever
 * asked. */
export function packReplies(batch: Iterable<MeasureReply>): PackedReplies {
  [f, i, b] = [0, 0, 0];
  const keys: string[] = [];
  const rare: (RareReply | null)[] = [];
  const digits: string[] = [];
  for (const reply of batch) {
    keys.push(reply.key);
    rare.push(rareOf(reply));
    digits.push(putReply(reply));
  }
  const columns = new ArrayBuffer(4 * FRONT + 8 * f + 4 * i + b);
  new Int32Array(columns, 0, FRONT).set([keys.length, f, i, b]);
  new Float64Array(columns, 4 * FRONT, f).set(floats.subarray(0, f));
  new Int32Array(columns, 4 * FRONT + 8 * f, i).set(ints.subarray(0, i));
  new Uint8Array(columns, 4 * FRONT + 8 * f + 4 * i, b).set(bytes.subarray(0, b));
  return { keys, rare: rare.every((one) => one === null) ? null : rare, digits: digits.join(''), columns };
}

/** Arrays are views on the buffer. */
export function unpackReplies({ keys, rare, digits, columns }: PackedReplies): MeasureReply[] {
  const [, floatCount, intCount, byteCount] = new Int32Array(columns, 0, FRONT);
  const values = new Float64Array(columns, 4 * FRONT, floatCount);
  const counts = new Int32Array(columns, 4 * FRONT + 8 * floatCount, intCount);
  const outlines = new Uint8Array(columns, 4 * FRONT + 8 * floatCount + 4 * intCount, byteCount);
  let [v, c, o, d] = [0, 0, 0, 0];
  const take = (length: number): Float64Array => {
    v += length;
    return values.subarray(v - length, v);
  };
  const digitsOf = (length: number): string => {
    d += length;
    return digits.slice(d - length, d);
  };
  const list = <T>(length: number, one: () => T): T[] => {
    const made: T[] = [];
    for (let k = 0; k < length; k++) made.push(one());
    return made;
  };
  const label = (): LabelSums => ({
    label: values[v++],
    demandM2: values[v++],
    lowM2: values[v++],
    likelyM2: values[v++],
    highM2: values[v++],
  });
  const component = (): GapComponent => ({
    areaM2: values[v++],
    bbox: [values[v++], values[v++], values[v++], values[v++]],
  });
  const gap = (): PackedGap => {
    const at = c;
    c += GAP_INTS;
    o += counts[at + 4];
    return {
      cell: digitsOf(counts[at + 3]),
      label: counts[at],
      anchor: digitsOf(ANCHOR_DIGITS),
      areaM2: values[v++],
      component: counts[at + 1],
      labelPoint: [values[v++], values[v++]],
      bbox: [values[v++], values[v++], values[v++], values[v++]],
      outline: outlines.subarray(o - counts[at + 4], o),
      nearest: counts[at + 2],
      nearestM: values[v++],
    };
  };
  return keys.map((key, n) => {
    const [regionM2, demandM2, overM2, residualM, smallGapsM2] = take(NUMBERS);
    const [k, labels, components, gaps, scraps, seen, slow] = counts.subarray(c, c + COUNTS);
    c += COUNTS + seen;
    return {
      key,
      regionM2,
      demandM2,
      depthM2: take(k),
      likelyM2: take(k),
      highM2: take(k),
      overM2,
      residualM,
      slow: slow === 1,
      seeing: counts.subarray(c - seen, c),
      smallGapsM2,
      labels: list(labels, label),
      components: list(components, component),
      gaps: list(gaps, gap),
      scraps: list(scraps, gap),
      ...(rare?.[n] ?? { ...PLAIN, failedChecks: [], places: [] }),
    };
  });
}
