// How a small map is moved and zoomed by hand: dragged, Ctrl and the wheel, arrows and + −.
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type Frame, moved, type View, wholeOf, zoomed } from './mini-map.ts';

const STEP = 1.6;
const PAN = 0.15;

export function useMapView(frame: Frame) {
  const [view, setView] = useState<View>(() => wholeOf(frame));
  const whole = view[2] === frame.width;
  // another frame is another ground
  const last = useRef(frame);
  useEffect(() => {
    if (last.current !== frame) setView(wholeOf(frame));
    last.current = frame;
  }, [frame]);
  const zoom = useCallback((factor: number) => setView((now) => zoomed(now, frame, factor)), [frame]);
  const reset = useCallback(() => setView(wholeOf(frame)), [frame]);
  /** A place that is out of sight comes to the middle. */
  const showAt = useCallback(
    (x: number, y: number) =>
      setView((now) => {
        const [left, top, width, height] = now;
        if (x >= left && x <= left + width && y >= top && y <= top + height) return now;
        return moved(now, frame, x - left - width / 2, y - top - height / 2);
      }),
    [frame],
  );
  const from = useRef<{ x: number; y: number } | null>(null);

  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0 || whole) return;
    from.current = { x: event.clientX, y: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const start = from.current;
    if (start === null) return;
    const unit = view[2] / event.currentTarget.clientWidth;
    const [dx, dy] = [(start.x - event.clientX) * unit, (start.y - event.clientY) * unit];
    from.current = { x: event.clientX, y: event.clientY };
    setView((now) => moved(now, frame, dx, dy));
  };
  const onPointerUp = () => {
    from.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [, , w, h] = view;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-w * PAN, 0],
      ArrowRight: [w * PAN, 0],
      ArrowUp: [0, -h * PAN],
      ArrowDown: [0, h * PAN],
    };
    const move = moves[event.key];
    if (move) setView((now) => moved(now, frame, ...move));
    else if (event.key === '+' || event.key === '=') zoom(STEP);
    else if (event.key === '-') zoom(1 / STEP);
    else if (event.key === '0') reset();
    else return;
    event.preventDefault();
  };
  return {
    view,
    setView,
    showAt,
    isWhole: whole,
    closer: () => zoom(STEP),
    farther: () => zoom(1 / STEP),
    reset,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onKeyDown },
  };
}
export type MapHand = ReturnType<typeof useMapView>;
