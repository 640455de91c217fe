// Where are the issues of the list? One mark each, larger and darker the more ground hangs on it; a click selects its row.
import { type CSSProperties, type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { QualityPositions } from '#contract/quality';
import { useQualityPositions } from '../../api/quality.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { type Box, boxOf, dotsPath } from '../../ui/mini-map.ts';
import { MapTools, ScaleBar, SmallMap, useGround } from '../../ui/SmallMap.tsx';
import { boxAround, useBorders } from '../../ui/useBorders.ts';
import { useMapView } from '../../ui/useMapView.ts';
import { markPaths, nearestMark, SIZES } from './issue-marks.ts';
import type { QualityModel } from './useQualityModel.ts';

/** So much of the window's height at most, so that rows are left; and never higher than this shape (width / height). */
const HEIGHT_SHARE = 0.22;
const LEAST_SHAPE = 1.9;
/** More marks than this are drawn smaller. */
const MANY = 600;
/** A click this near (px) to a mark means it; a finger is wider than an arrow. */
const NEAR_PX = { mouse: 9, touch: 18 };
/** A pointer that moved farther (px) between down and up has dragged. */
const STILL_PX = 4;
/** Small marks are drawn over large ones, so that none is covered. */
const GREATEST_FIRST = Array.from({ length: SIZES }, (_, i) => SIZES - 1 - i);

export function IssueMap({ model }: { model: QualityModel }) {
  const { region, rule, state, owner } = model;
  const { data, isError } = useQualityPositions({ region, rule: rule?.id ?? null, state, owner });
  return isError || data?.cameras.length === 0 ? null : <Folding model={model} marks={data} />;
}

/** Its room is kept from the first: rows do not jump when the marks come. */
function Folding({ model, marks }: { model: QualityModel; marks: QualityPositions | undefined }) {
  const { t, language } = useText();
  const { room, shape } = useShape();
  return (
    <details className="quality-map" open>
      <summary className="small">
        {t('quality.map.title')}
        {marks && <span className="mute num">{counted(marks)}</span>}
      </summary>
      <div ref={room} className="quality-map-sheet" style={{ '--shape': shape } as CSSProperties}>
        {marks && <Sheet model={model} marks={marks} shape={shape} />}
      </div>
    </details>
  );

  function counted({ total, cameras }: QualityPositions): string {
    const shown = formatCount(cameras.length, language);
    if (total === cameras.length) return t('quality.map.all', { count: total, shown });
    const key = model.rule?.effect === 'none' ? 'quality.map.part' : 'quality.map.partByEffect';
    return t(key, { shown, total: formatCount(total, language) });
  }
}

/** The shape for the room there is, in tenths: a window that is drawn wider lays it out anew now and then only. */
function useShape() {
  const room = useRef<HTMLDivElement>(null);
  const [shape, setShape] = useState(LEAST_SHAPE);
  useLayoutEffect(() => {
    const element = room.current;
    if (element === null) return;
    const fit = () => {
      const wanted = element.clientWidth / (HEIGHT_SHARE * window.innerHeight);
      // folded away it has no width
      if (element.clientWidth > 0) setShape(Math.round(10 * Math.max(LEAST_SHAPE, wanted)) / 10);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    window.addEventListener('resize', fit);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', fit);
    };
  }, []);
  return { room, shape };
}

function Sheet({ model, marks, shape }: { model: QualityModel; marks: QualityPositions; shape: number }) {
  const { t } = useText();
  const { selected, state } = model;
  const rings = useBorders(model.region);
  const key = boxAround(boxOf(marks.positions)!, boxOf(rings.flat())).join();
  const box = useMemo(() => key.split(',').map(Number) as unknown as Box, [key]);
  const ground = useGround(box, rings, shape);
  const { frame } = ground;
  const hand = useMapView(frame);
  const paths = useMemo(() => markPaths(marks, frame), [marks, frame]);
  const places = useMemo(() => marks.positions.map((at) => frame.project(at)), [marks, frame]);
  const isMany = marks.cameras.length > MANY;
  const isSized = marks.effectM2.some((m2) => m2 > 0);
  const [over, setOver] = useState(-1);

  const selectedAt = selected === null ? null : frame.project([selected.camera.longitude, selected.camera.latitude]);
  const [x, y] = selectedAt ?? [Number.NaN, Number.NaN];
  const { view, showAt } = hand;
  // what keys selected is looked at
  useEffect(() => {
    if (!Number.isNaN(x + y)) showAt(x, y);
  }, [x, y, showAt]);

  const from = useRef<[number, number] | null>(null);
  const markUnder = (event: PointerEvent<SVGSVGElement>): number => {
    const toFrame = event.currentTarget.getScreenCTM()?.inverse();
    if (toFrame === undefined) return -1;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(toFrame);
    const nearPx = event.pointerType === 'touch' ? NEAR_PX.touch : NEAR_PX.mouse;
    return nearestMark(places, [at.x, at.y], (nearPx * view[2]) / event.currentTarget.clientWidth);
  };
  const handlers = {
    ...hand.handlers,
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      from.current = [event.clientX, event.clientY];
      hand.handlers.onPointerDown(event);
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      hand.handlers.onPointerMove(event);
      setOver(event.buttons === 0 ? markUnder(event) : -1);
    },
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
      hand.handlers.onPointerUp();
      const start = from.current;
      from.current = null;
      if (start === null || Math.hypot(event.clientX - start[0], event.clientY - start[1]) > STILL_PX) return;
      const mark = markUnder(event);
      if (mark >= 0) model.select(marks.cameras[mark]);
    },
    onPointerLeave: () => setOver(-1),
  };
  const chosen = selected === null ? null : dotsPath([[selected.camera.longitude, selected.camera.latitude]], frame);
  return (
    <>
      <SmallMap
        ground={ground}
        view={view}
        handlers={handlers}
        label={t('quality.map.label')}
        className={`quality-map-${state} ${isMany ? 'quality-map-many' : ''} ${over >= 0 ? 'quality-map-over' : ''}`}
      >
        {GREATEST_FIRST.map((size) => paths[size] !== '' && <Mark key={size} path={paths[size]} size={size} />)}
        {over >= 0 && <path className="ui-dot quality-dot-over" d={dotsPath([marks.positions[over]], frame)} />}
        {chosen !== null && (
          <>
            <path className="ui-dot quality-dot-ring" d={chosen} />
            <path className="ui-dot quality-dot-gap" d={chosen} />
            <path className="ui-dot quality-dot-chosen" d={chosen} />
          </>
        )}
      </SmallMap>
      {isSized && <span className="quality-map-key mute">{t('quality.map.key')}</span>}
      <ScaleBar ground={ground} view={view} />
      <span className="ui-map-tools">
        <MapTools hand={hand} />
      </span>
    </>
  );
}

/** All marks of a size, with a hairline of paper around each. */
function Mark({ path, size }: { path: string; size: number }) {
  return (
    <g className={`quality-dots quality-dots-${size}`}>
      <path className="ui-dot quality-dot-rim" d={path} />
      <path className="ui-dot" d={path} />
    </g>
  );
}
