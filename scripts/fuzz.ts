// npm run fuzz -- [--cases 5000] [--from 0]: nasty layouts through the engine and through the exact oracle.
import { parseArgs } from 'node:util';
import { judge } from '../api/engine/judge.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '5000' }, from: { type: 'string', default: '0' } },
});
const [cases, from] = [Number(values.cases), Number(values.from)];
if (!(Number.isInteger(cases) && cases > 0 && Number.isInteger(from) && from >= 0)) {
  console.error('fuzz: --cases and --from take whole numbers, e.g. --cases 5000 --from 0');
  process.exit(2);
}
const started = performance.now();
let slow = 0;
let wrong = 0;
let worstM2 = 0;
for (let i = 0; i < cases; i++) {
  const verdict = judge(from + i);
  if (verdict.slow) slow++;
  else worstM2 = Math.max(worstM2, verdict.offM2);
  if (verdict.wrong) {
    wrong++;
    console.log(
      `case ${from + i}: off by ${verdict.offM2.toExponential(2)} m², checks ${verdict.checks || 'all hold'}`,
    );
  }
  if ((i + 1) % 500 === 0) {
    const s = (performance.now() - started) / 1e3;
    const left = (s / (i + 1)) * (cases - i - 1);
    console.error(`${i + 1} of ${cases}, ${((i + 1) / s).toFixed(0)} a second, ${left.toFixed(0)} s left`);
  }
}
console.log(
  `${cases} cases from ${from}: ${wrong} wrong, ${slow} flagged and measured the slower way, worst ${worstM2.toExponential(1)} m²`,
);
process.exit(wrong > 0 ? 1 : 0);
