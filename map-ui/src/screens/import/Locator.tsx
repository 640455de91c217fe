// Where on the map do the rows of the file lie? The borders of what is loaded, and the box of the file.
import { useRef } from 'react';
import type { ImportProbe } from '#contract/import';
import { useOutlines, useWorkspace } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { type Box, union, wholeOf, widened } from '../../ui/mini-map.ts';
import { SmallMap, useGround } from '../../ui/SmallMap.tsx';

/** Of a workspace with many roots only the first few are drawn. */
const MOST_ROOTS = 6;
const NO_RINGS: [number, number][][] = [];
/** The least width of the box in the picture, so that a small one can be seen. */
const LEAST = 14;

export function Locator({ extent }: { extent: NonNullable<ImportProbe['extent']> }) {
  const { t } = useText();
  const workspace = useWorkspace();
  const roots = (workspace.data?.roots ?? []).slice(0, MOST_ROOTS);
  const outlines = useOutlines(roots);
  const known = (workspace.data?.bbox ?? null) as Box | null;
  return (
    <figure className="import-locator">
      <Picture extent={extent} known={known} rings={outlines.data ?? NO_RINGS} />
      <figcaption className="mute small">
        {known === null
          ? t('import.locatorNone')
          : t(touches(extent, known) ? 'import.locatorIn' : 'import.locatorOut')}
      </figcaption>
    </figure>
  );
}

const touches = (a: Box, b: Box) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

function Picture({ extent, known, rings }: { extent: Box; known: Box | null; rings: [number, number][][] }) {
  const { t } = useText();
  const box = widened(known === null ? extent : union(extent, known), 0.06);
  const key = box.join();
  const ground = useGround(useStable(box, key), rings, 1.6);
  const [left, top] = ground.frame.project([extent[0], extent[3]]);
  const [right, bottom] = ground.frame.project([extent[2], extent[1]]);
  const [w, h] = [Math.max(right - left, LEAST), Math.max(bottom - top, LEAST)];
  return (
    <SmallMap ground={ground} view={wholeOf(ground.frame)} label={t('import.locator')}>
      <rect
        className="import-locator-box"
        x={(left + right - w) / 2}
        y={(top + bottom - h) / 2}
        width={w}
        height={h}
        rx={4}
      />
    </SmallMap>
  );
}

/** The same array as long as what it says is the same. */
function useStable<T>(value: T, key: string): T {
  const kept = useRef({ value, key });
  if (kept.current.key !== key) kept.current = { value, key };
  return kept.current.value;
}
