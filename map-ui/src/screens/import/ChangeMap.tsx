// Where would what change: added, moved (from where to where), changed and vanished, over the borders around them.
import { useMemo } from 'react';
import type { ImportChange } from '#contract/import';
import { useOutlines, useWorkspace } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { type Box, boxOf, dotsPath, isRing, type LonLat, linesPath, partsPath, widened } from '../../ui/mini-map.ts';
import { MapTools, ScaleBar, SmallMap, useGround } from '../../ui/SmallMap.tsx';
import { useMapView } from '../../ui/useMapView.ts';

export type Shown = Exclude<ImportChange['action'], 'unchanged'>;
export const SHOWN: readonly Shown[] = ['added', 'moved', 'changed', 'vanished'];
const NO_RINGS: [number, number][][] = [];

interface ChangeMapProps {
  changes: Readonly<Record<Shown, readonly ImportChange[]>>;
  /** the one that the list shows: the others stand back */
  chosen: Shown;
  /** pointed at in the list */
  marked: ImportChange | null;
}
const positionsOf = (changes: readonly ImportChange[]): LonLat[] =>
  changes.flatMap(({ before, after, outline }) =>
    outline === null ? [before, after].filter((at) => at !== null) : outline.flat(),
  );

export function ChangeMap({ changes, chosen, marked }: ChangeMapProps) {
  const { t } = useText();
  const workspace = useWorkspace();
  const outlines = useOutlines((workspace.data?.roots ?? []).slice(0, 6));
  const box = useMemo<Box | null>(() => {
    const found = boxOf(SHOWN.flatMap((action) => positionsOf(changes[action])));
    return found && widened(found, 0.08);
  }, [changes]);
  if (box === null) return <p className="mute small import-map-none">{t('import.map.none')}</p>;
  return <Drawn box={box} rings={outlines.data ?? NO_RINGS} changes={changes} chosen={chosen} marked={marked} />;
}

function Drawn({ box, rings, changes, chosen, marked }: ChangeMapProps & { box: Box; rings: [number, number][][] }) {
  const { t } = useText();
  const ground = useGround(box, rings, 1.5);
  const hand = useMapView(ground.frame);
  const paths = useMemo(() => {
    const at = (action: Shown, side: 'before' | 'after') =>
      dotsPath(
        changes[action].flatMap((change) => {
          const point = change[side] ?? change.before;
          return point === null || change.outline !== null ? [] : [point];
        }),
        ground.frame,
      );
    const parts = (action: Shown) => changes[action].flatMap(({ outline }) => outline ?? []);
    const areas = (action: Shown) => partsPath(parts(action).filter(isRing), ground.frame);
    const lines = (action: Shown) =>
      partsPath(
        parts(action).filter((part) => !isRing(part)),
        ground.frame,
      );
    const moves = changes.moved.flatMap(({ before, after }): [LonLat, LonLat][] =>
      before && after ? [[before, after]] : [],
    );
    return {
      added: at('added', 'after'),
      moved: at('moved', 'after'),
      changed: at('changed', 'after'),
      vanished: at('vanished', 'before'),
      areas: { added: areas('added'), moved: '', changed: areas('changed'), vanished: '' },
      lines: { added: lines('added'), moved: '', changed: lines('changed'), vanished: '' },
      moves: linesPath(moves, ground.frame),
    };
  }, [changes, ground]);
  const markedAt = marked?.after ?? marked?.before ?? null;
  const order = [...SHOWN.filter((action) => action !== chosen), chosen];
  return (
    <div className="import-changemap">
      <SmallMap ground={ground} view={hand.view} handlers={hand.handlers} label={t('import.map.label')}>
        {order.map((action) => (
          <g key={action} className={`import-change-${action} ${action === chosen ? '' : 'import-change-quiet'}`}>
            <path className="import-shape" d={paths.areas[action]} />
            <path className="import-shape import-shape-line" d={paths.lines[action]} />
            {action === 'moved' && <path className="import-move" d={paths.moves} />}
            <path className="ui-dot" d={paths[action]} />
            {action === 'vanished' && <path className="ui-dot ui-dot-hole" d={paths[action]} />}
          </g>
        ))}
        {marked?.outline && (
          <path
            className="import-shape import-shape-line import-shape-marked"
            d={partsPath(marked.outline, ground.frame)}
          />
        )}
        {markedAt && !marked?.outline && (
          <path className="ui-dot ui-dot-marked" d={dotsPath([markedAt], ground.frame)} />
        )}
      </SmallMap>
      <ScaleBar ground={ground} view={hand.view} />
      <span className="ui-map-tools">
        <MapTools hand={hand} />
      </span>
    </div>
  );
}
