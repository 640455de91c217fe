// From samples of a function on Chebyshev nodes to the coefficients of the polynomial through them.

export interface Interpolation {
  /** degree + 1 Chebyshev nodes in (−1, 1) */
  nodes: Float64Array;
  /** row k: what each sample adds to the coefficient of power k (the inverse Vandermonde matrix) */
  inverse: Float64Array;
}
const made = new Map<number, Interpolation>();

/** Nodes and matrix for a degree; made once. */
export function interpolation(degree: number): Interpolation {
  const known = made.get(degree);
  if (known) return known;
  const n = degree + 1;
  const nodes = Float64Array.from({ length: n }, (_, i) => Math.cos(((2 * i + 1) * Math.PI) / (2 * n)));
  // Column i of the inverse holds the coefficients of the i-th Lagrange polynomial: ∏ (x − xⱼ) / (xᵢ − xⱼ).
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const poly = new Float64Array(n);
    poly[0] = 1;
    for (let j = 0, d = 0; j < n; j++) {
      if (j === i) continue;
      const by = 1 / (nodes[i] - nodes[j]);
      for (let k = ++d; k >= 0; k--) poly[k] = ((k > 0 ? poly[k - 1] : 0) - nodes[j] * poly[k]) * by;
    }
    for (let k = 0; k < n; k++) inverse[k * n + i] = poly[k];
  }
  const fresh = { nodes, inverse };
  made.set(degree, fresh);
  return fresh;
}
