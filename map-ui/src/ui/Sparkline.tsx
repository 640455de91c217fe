// How a value went over the last months, small enough for a cell: no axes, and a gap where nothing is known.
import './spark.css';

/** Runs of known values as paths; a value alone is a dot. */
export function sparkPaths(values: readonly (number | null)[], widthPx: number, heightPx: number) {
  const known = values.filter((v): v is number => v !== null);
  if (known.length === 0) return { lines: '', dots: [] as [number, number][], end: null };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const pad = 2.5;
  const x = (i: number) => pad + (values.length < 2 ? 0.5 : i / (values.length - 1)) * (widthPx - 2 * pad);
  // what does not move is a level line in the middle, not noise blown up
  const y = (v: number) =>
    most - least < 1e-9 ? heightPx / 2 : heightPx - pad - ((v - least) / (most - least)) * (heightPx - 2 * pad);
  const at = (i: number) => `${x(i).toFixed(1)} ${y(values[i]!).toFixed(1)}`;
  let lines = '';
  const dots: [number, number][] = [];
  let end: [number, number] | null = null;
  for (const [i, v] of values.entries()) {
    if (v === null) continue;
    const before = i > 0 && values[i - 1] !== null;
    const after = values[i + 1] != null;
    if (before) lines += `L${at(i)}`;
    else if (after) lines += `M${at(i)}`;
    else dots.push([x(i), y(v)]);
    end = [x(i), y(v)];
  }
  return { lines, dots, end };
}

interface SparkProps {
  values: readonly (number | null)[];
  label: string;
  widthPx?: number;
}
export function Sparkline({ values, label, widthPx = 84 }: SparkProps) {
  const heightPx = 20;
  const { lines, dots, end } = sparkPaths(values, widthPx, heightPx);
  return (
    <svg className="ui-spark" width={widthPx} height={heightPx} role="img" aria-label={label}>
      {lines !== '' && <path d={lines} />}
      {dots.map(([cx, cy]) => (
        <circle key={cx} cx={cx} cy={cy} r={1.2} />
      ))}
      {end && <circle className="ui-spark-end" cx={end[0]} cy={end[1]} r={2} />}
    </svg>
  );
}
