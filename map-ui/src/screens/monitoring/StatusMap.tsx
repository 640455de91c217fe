// Where is it dark? What does not work in the scope, or one outage: its cameras, what they saw, who still sees.
import { type PointerEvent, useMemo, useRef } from 'react';
import type { OutageDetail, StatusPositions } from '#contract/status';
import { useStatusPositions } from '../../api/monitoring.ts';
import { useOutlines } from '../../api/queries.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { type Box, boxOf, type LonLat, widened } from '../../ui/mini-map.ts';
import { MapTools, ScaleBar, SmallMap, useGround } from '../../ui/SmallMap.tsx';
import { MARKS, StateMark } from '../../ui/StateMark.tsx';
import { useBorders } from '../../ui/useBorders.ts';
import { useMapView } from '../../ui/useMapView.ts';
import { useWidth } from '../../ui/useWidth.ts';
import { cameraPlace } from './camera-place.ts';
import { markPaths, nearestOf, type Placed, placedAll, placedOf, sightPath } from './map-marks.ts';
import type { MonitoringModel } from './useMonitoringModel.ts';

const MOST_LEAVES = 12;
const SHAPE = 1.75;
/** Around the cameras of one outage, degrees. */
const LEAST_AROUND = 6e-4;
const NEAR_PX = 12;
/** A pointer that moved farther between down and up has dragged. */
const STILL_PX = 4;
/** More marks than this are drawn smaller. */
const MANY = 120;
const SMALL = 0.6;
const NO_RINGS: LonLat[][] = [];

export function StatusMap({ model }: { model: MonitoringModel }) {
  const { t, language } = useText();
  const { selectedId, detail } = model;
  const positions = useStatusPositions(model.region, selectedId === null).data ?? null;
  const outage = selectedId === null ? null : (detail.data ?? null);
  const borders = useBorders(model.region);
  const around = boxOf(borders.flat());
  const points: readonly LonLat[] =
    outage === null
      ? (positions?.positions ?? [])
      : [...outage.cameraList, ...outage.neighbourList].map(({ longitude, latitude }) => [longitude, latitude]);
  const marks = boxOf(points);
  // one outage is looked at closely; what is out in a scope is shown where it lies in the scope
  const whole = around === null ? marks : widened(around, 0.03);
  const box = outage === null || marks === null ? whole : widened(marks, 0.08, LEAST_AROUND);
  const isPart = outage === null && positions !== null && positions.total > positions.cameras.length;
  return (
    <div className="mon-map">
      {box !== null && (
        <Sheet outage={outage} positions={positions} box={box} borders={borders} region={model.region} />
      )}
      {points.length === 0 && <p className="mon-map-key mute small">{t('monitoring.map.none')}</p>}
      {isPart && (
        <p className="mon-map-key mute small num">
          {t('monitoring.map.part', {
            shown: formatCount(positions.cameras.length, language),
            total: formatCount(positions.total, language),
          })}
        </p>
      )}
    </div>
  );
}

interface SheetProps {
  /** looked at; null = the whole scope */
  outage: OutageDetail | null;
  positions: StatusPositions | null;
  box: Box;
  borders: LonLat[][];
  region: string | null;
}
function Sheet({ outage, positions, box: found, borders, region }: SheetProps) {
  const { t } = useText();
  const leaves = useOutlines(outage === null ? [] : outage.leaves.slice(0, MOST_LEAVES)).data ?? NO_RINGS;
  const key = found.join();
  const box = useMemo(() => key.split(',').map(Number) as unknown as Box, [key]);
  const rings = useMemo(() => [...borders, ...leaves], [borders, leaves]);
  const ground = useGround(box, rings, SHAPE);
  const { frame } = ground;
  const hand = useMapView(frame);
  const room = useRef<HTMLDivElement>(null);
  const width = useWidth(room) ?? 400;
  const unit = hand.view[2] / width;
  const placed = useMemo(
    () => (outage !== null ? placedOf(outage) : positions === null ? [] : placedAll(positions)),
    [outage, positions],
  );
  const neighbours = useMemo(
    (): Placed[] =>
      (outage?.neighbourList ?? []).map(({ id, longitude, latitude }) => ({
        id,
        mark: 'online',
        at: [longitude, latitude],
      })),
    [outage],
  );
  const dark = useMemo(
    () => (outage?.cameraList ?? []).map((camera) => sightPath(camera, frame, ground.metresPerUnit)).join(''),
    [outage, frame, ground],
  );
  const from = useRef<[number, number] | null>(null);
  const handlers = {
    ...hand.handlers,
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      from.current = [event.clientX, event.clientY];
      hand.handlers.onPointerDown(event);
    },
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
      hand.handlers.onPointerUp();
      const start = from.current;
      from.current = null;
      if (start === null || Math.hypot(event.clientX - start[0], event.clientY - start[1]) > STILL_PX) return;
      const toFrame = event.currentTarget.getScreenCTM()?.inverse();
      if (toFrame === undefined) return;
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(toFrame);
      const near = nearestOf([...placed, ...neighbours], frame, [x, y], NEAR_PX * unit);
      if (near !== null) navigate(cameraPlace(near.id, near.at, region));
    },
  };
  const isMany = placed.length > MANY;
  const markUnit = isMany ? unit * SMALL : unit;
  const marks = MARKS.filter(
    (mark) => placed.some((p) => p.mark === mark) || (mark === 'online' && neighbours.length > 0),
  );
  return (
    <>
      <div ref={room} className="mon-map-sheet" style={{ aspectRatio: SHAPE }}>
        <SmallMap
          ground={ground}
          view={hand.view}
          handlers={handlers}
          label={t(outage === null ? 'monitoring.map.all' : 'monitoring.map.one')}
        >
          {dark !== '' && <path className="mon-sight" d={dark} />}
          {markPaths(neighbours, frame, markUnit).map(([mark, path]) => (
            <path key={mark} className={`state-marks mon-neighbour state-${mark}`} d={path} />
          ))}
          {markPaths(placed, frame, markUnit).map(([mark, path]) => (
            <g key={mark} className={isMany ? 'mon-many' : ''}>
              <path className="state-marks mon-mark-rim" d={path} />
              <path className={`state-marks state-${mark}`} d={path} />
            </g>
          ))}
        </SmallMap>
        <ScaleBar ground={ground} view={hand.view} />
        <span className="ui-map-tools">
          <MapTools hand={hand} />
        </span>
      </div>
      {marks.length > 0 && (
        <ul className="mon-map-key small">
          {marks.map((mark) => (
            <li key={mark}>
              <StateMark mark={mark} /> {t(`monitoring.state.${mark}`)}
            </li>
          ))}
          {dark !== '' && (
            <li>
              <i className="mon-key-sight" /> {t('monitoring.map.sight')}
            </li>
          )}
        </ul>
      )}
    </>
  );
}
