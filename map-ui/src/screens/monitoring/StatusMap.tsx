// Where is it dark? The cameras of the outage by shape and colour, what they saw, and the neighbours that still see.
import { type PointerEvent, useMemo, useRef } from 'react';
import type { OutageDetail } from '#contract/status';
import { useOutageDetails } from '../../api/monitoring.ts';
import { useOutlines } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { type Box, boxOf, type LonLat, widened } from '../../ui/mini-map.ts';
import { MapTools, ScaleBar, SmallMap, useGround } from '../../ui/SmallMap.tsx';
import { MARKS, StateMark } from '../../ui/StateMark.tsx';
import { boxAround, useBorders } from '../../ui/useBorders.ts';
import { useMapView } from '../../ui/useMapView.ts';
import { useWidth } from '../../ui/useWidth.ts';
import { markPaths, type Placed, placedOf, sightPath } from './map-marks.ts';
import type { MonitoringModel } from './useMonitoringModel.ts';

/** Without a chosen one, the cameras of so many outages are drawn: the first of the list. */
const MOST_OUTAGES = 8;
const MOST_LEAVES = 12;
const SHAPE = 1.75;
/** Around the cameras of one outage, degrees. */
const LEAST_AROUND = 6e-4;
const NEAR_PX = 12;
const STILL_PX = 4;
const NO_RINGS: LonLat[][] = [];

export function StatusMap({ model }: { model: MonitoringModel }) {
  const { t } = useText();
  const { selectedId, items, detail } = model;
  const several = useOutageDetails(selectedId === null ? items.slice(0, MOST_OUTAGES).map(({ id }) => id) : []);
  const shown = selectedId === null ? several : detail.data === undefined ? [] : [detail.data];
  const borders = useBorders(model.region);
  const points = shown.flatMap((outage) =>
    [...outage.cameraList, ...(selectedId === null ? [] : outage.neighbourList)].map(
      ({ longitude, latitude }): LonLat => [longitude, latitude],
    ),
  );
  const around = boxOf(borders.flat());
  const marks = boxOf(points);
  // one outage is looked at closely; several are shown where they lie in the scope
  const box =
    marks === null ? around : selectedId === null ? boxAround(marks, around) : widened(marks, 0.08, LEAST_AROUND);
  return (
    <div className="mon-map">
      {box !== null && <Sheet model={model} outages={shown} box={box} borders={borders} />}
      {shown.length === 0 && <p className="mon-map-key mute small">{t('monitoring.map.none')}</p>}
    </div>
  );
}

interface SheetProps {
  model: MonitoringModel;
  outages: OutageDetail[];
  box: Box;
  borders: LonLat[][];
}
function Sheet({ model, outages, box: found, borders }: SheetProps) {
  const { t } = useText();
  const one = model.selectedId === null ? null : (outages[0] ?? null);
  const leaves = useOutlines(one === null ? [] : one.leaves.slice(0, MOST_LEAVES)).data ?? NO_RINGS;
  const key = found.join();
  const box = useMemo(() => key.split(',').map(Number) as unknown as Box, [key]);
  const rings = useMemo(() => [...borders, ...leaves], [borders, leaves]);
  const ground = useGround(box, rings, SHAPE);
  const { frame } = ground;
  const hand = useMapView(frame);
  const room = useRef<HTMLDivElement>(null);
  const width = useWidth(room) ?? 400;
  const unit = hand.view[2] / width;
  const placed = useMemo(() => outages.flatMap((outage) => placedOf(outage)), [outages]);
  const neighbours = useMemo(
    (): Placed[] =>
      (one?.neighbourList ?? []).map(({ id, longitude, latitude }) => ({
        id,
        mark: 'online',
        at: [longitude, latitude],
      })),
    [one],
  );
  const dark = useMemo(
    () => outages.flatMap((o) => o.cameraList.map((camera) => sightPath(camera, frame, ground.metresPerUnit))).join(''),
    [outages, frame, ground],
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
      if (model.selectedId !== null) return;
      const toFrame = event.currentTarget.getScreenCTM()?.inverse();
      if (toFrame === undefined) return;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(toFrame);
      const near = outages.find((outage) =>
        outage.cameraList.some(({ longitude, latitude }) => {
          const [x, y] = frame.project([longitude, latitude]);
          return Math.hypot(x - at.x, y - at.y) < NEAR_PX * unit;
        }),
      );
      if (near) model.select(near.id);
    },
  };
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
          label={one === null ? t('monitoring.map.all') : t('monitoring.map.one')}
        >
          {dark !== '' && <path className="mon-sight" d={dark} />}
          {markPaths(neighbours, frame, unit).map(([mark, path]) => (
            <path key={mark} className={`state-marks mon-neighbour state-${mark}`} d={path} />
          ))}
          {markPaths(placed, frame, unit).map(([mark, path]) => (
            <g key={mark}>
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
