// The coordinate truth test: the same positions read in each likely system, side by side, with how many lie where they should.
import { useId, useMemo } from 'react';
import type { CrsHypothesis, TruthMaps as Maps, TruthTest } from '#contract/import';
import { formatCount, formatLength, formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { dotsPath, type LonLat, linesPath, type View } from '../../ui/mini-map.ts';
import { type Ground, MapTools, ScaleBar, SmallMap, useGround } from '../../ui/SmallMap.tsx';
import { Skeleton } from '../../ui/StatePanel.tsx';
import { useMapView } from '../../ui/useMapView.ts';
import { shownReadings } from './options.ts';
import { crsShort, crsWord } from './words.ts';

const MOST_MAPS = 6;
const SHAPE = 1.35;

function Drawn({
  points,
  from,
  ground,
  view,
  label,
  handlers,
}: {
  points: Maps['maps'][number]['points'];
  /** the same positions as the file is read now; null where they cannot be paired */
  from: Maps['maps'][number]['points'] | null;
  ground: Ground;
  view: View;
  label: string;
  handlers: object;
}) {
  const paths = useMemo(() => {
    const at = (inside: 0 | 1) => points.filter((point) => point[2] === inside).map(([x, y]): LonLat => [x, y]);
    const lines =
      from?.map(([x, y], i): [LonLat, LonLat] => [
        [x, y],
        [points[i][0], points[i][1]],
      ]) ?? [];
    return {
      inside: dotsPath(at(1), ground.frame),
      outside: dotsPath(at(0), ground.frame),
      shift: linesPath(lines, ground.frame),
    };
  }, [points, from, ground]);
  return (
    <SmallMap ground={ground} view={view} label={label} handlers={handlers}>
      {paths.shift !== '' && <path className="import-map-shift" d={paths.shift} />}
      <path className="ui-dot import-dot-inside" d={paths.inside} />
      <path className="ui-dot import-dot-outside" d={paths.outside} />
      <path className="ui-dot ui-dot-hole" d={paths.outside} />
    </SmallMap>
  );
}

interface CardProps {
  reading: CrsHypothesis;
  isCurrent: boolean;
  isLikely: boolean;
  asked: boolean;
  busy: boolean;
  onChoose: (() => void) | null;
  children: React.ReactNode;
}
function Card({ reading, isCurrent, isLikely, asked, busy, onChoose, children }: CardProps) {
  const { t, language } = useText();
  const share = reading.of === 0 ? 0 : reading.inside / reading.of;
  const id = useId();
  const turned = reading.axes === 'lat-lon';
  const name = `${crsShort(reading.crs)}${turned ? ` · ${t('import.axes.lat-lon')}` : ''}`;
  return (
    <li className={`import-truth ${isCurrent ? 'import-truth-current' : ''} ${isLikely ? 'import-truth-likely' : ''}`}>
      <div className="import-truth-map">{children}</div>
      <div className="import-truth-words">
        <h3 id={id} title={crsWord(reading.crs)}>
          {name}
          {isLikely && (
            <span className="import-tag import-tag-likely">
              <Icon name="check" size={12} /> {t('import.truth.likely')}
            </span>
          )}
          {isCurrent && <span className="import-tag">{t('import.truth.current')}</span>}
        </h3>
        <p className="import-truth-share num">{formatShare(share, language)}</p>
        <p className="mute small num">
          {t('import.truth.inside', {
            inside: formatCount(reading.inside, language),
            of: formatCount(reading.of, language),
          })}
          {reading.shiftM !== null && reading.shiftM >= 0.5 && (
            <span className="nowrap">
              {' '}
              · {t('import.truth.shift', { shift: formatLength(reading.shiftM, language) })}
            </span>
          )}
        </p>
        {onChoose && (
          <Button
            small
            kind={isLikely && (asked || !isCurrent) ? 'primary' : 'plain'}
            isDisabled={busy}
            onPress={onChoose}
            aria-describedby={id}
          >
            {t(isCurrent ? 'import.truth.keep' : 'import.truth.choose', { crs: name })}
          </Button>
        )}
      </div>
    </li>
  );
}

interface TruthMapsProps {
  truth: TruthTest;
  maps: Maps | undefined;
  /** the reading in use has to be confirmed as well: a question is open */
  asked: boolean;
  busy: boolean;
  onChoose: ((reading: CrsHypothesis) => void) | null;
}
export function TruthMaps({ truth, maps, asked, busy, onChoose }: TruthMapsProps) {
  if (!maps) return <Skeleton lines={6} />;
  return <Sheet truth={truth} maps={maps} asked={asked} busy={busy} onChoose={onChoose} />;
}

function Sheet({ truth, maps, asked, busy, onChoose }: TruthMapsProps & { maps: Maps }) {
  const { t } = useText();
  const ground = useGround(maps.box, maps.outlines, SHAPE);
  const hand = useMapView(ground.frame);
  const drawn = shownReadings(truth, MOST_MAPS);
  const own = maps.maps[truth.current]?.points ?? null;
  return (
    <div className="import-truths">
      <div className="import-truth-tools">
        <span className="import-key">
          <i className="import-key-inside" /> {t(`import.truth.key.${truth.basis}`)}
          <i className="import-key-outside" /> {t('import.truth.key.outside')}
        </span>
        <MapTools hand={hand} />
      </div>
      <ul>
        {drawn.map((i) => {
          const reading = truth.hypotheses[i];
          const points = maps.maps[i]?.points ?? [];
          const isCurrent = i === truth.current;
          const pairs = !isCurrent && own !== null && own.length === points.length ? own : null;
          return (
            <Card
              key={`${reading.crs} ${reading.axes}`}
              reading={reading}
              isCurrent={isCurrent}
              isLikely={i === truth.likely}
              asked={asked}
              busy={busy}
              onChoose={onChoose && (asked || !isCurrent) ? () => onChoose(reading) : null}
            >
              <Drawn
                points={points}
                from={pairs}
                ground={ground}
                view={hand.view}
                handlers={hand.handlers}
                label={t('import.truth.map', { crs: crsShort(reading.crs) })}
              />
              <ScaleBar ground={ground} view={hand.view} />
            </Card>
          );
        })}
      </ul>
    </div>
  );
}
