// Which number comes next, smallest key first? A binary heap on typed arrays; equal keys leave in order of value.

export interface Heap {
  size: number;
  key: Float64Array;
  value: Int32Array;
}

export const newHeap = (capacity = 1024): Heap => ({
  size: 0,
  key: new Float64Array(capacity),
  value: new Int32Array(capacity),
});

const before = (k1: number, v1: number, k2: number, v2: number): boolean => k1 < k2 || (k1 === k2 && v1 < v2);

export function push(heap: Heap, key: number, value: number): void {
  if (heap.size === heap.key.length) {
    const key2 = new Float64Array(heap.size * 2);
    key2.set(heap.key);
    heap.key = key2;
    const value2 = new Int32Array(heap.size * 2);
    value2.set(heap.value);
    heap.value = value2;
  }
  let i = heap.size++;
  while (i > 0) {
    const up = (i - 1) >> 1;
    if (!before(key, value, heap.key[up], heap.value[up])) break;
    heap.key[i] = heap.key[up];
    heap.value[i] = heap.value[up];
    i = up;
  }
  heap.key[i] = key;
  heap.value[i] = value;
}

/** The value with the smallest key; its key is in `heap.key[heap.size]` until the next push. −1 when empty. */
export function pop(heap: Heap): number {
  if (heap.size === 0) return -1;
  const n = --heap.size;
  const topKey = heap.key[0];
  const top = heap.value[0];
  const key = heap.key[n];
  const value = heap.value[n];
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && before(heap.key[child + 1], heap.value[child + 1], heap.key[child], heap.value[child]))
      child++;
    if (!before(heap.key[child], heap.value[child], key, value)) break;
    heap.key[i] = heap.key[child];
    heap.value[i] = heap.value[child];
    i = child;
  }
  heap.key[i] = key;
  heap.value[i] = value;
  heap.key[n] = topKey;
  return top;
}
