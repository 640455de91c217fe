// A map of borders and dots without tiles: the ground that all small maps share, its scale, and the buttons over it.
import { type ReactNode, useMemo } from 'react';
import { useText } from '../i18n/i18n.ts';
import { IconButton } from './Button.tsx';
import {
  type Box,
  type Frame,
  frameOf,
  type LonLat,
  metresPerUnit,
  ringsPath,
  scaleBar,
  type View,
} from './mini-map.ts';
import type { MapHand } from './useMapView.ts';
import './small-map.css';

export interface Ground {
  frame: Frame;
  borders: string;
  metresPerUnit: number;
}
/** `shape` = width / height. */
export function useGround(box: Box, outlines: readonly (readonly LonLat[])[], shape: number): Ground {
  return useMemo(() => {
    const frame = frameOf(box, shape);
    return { frame, borders: ringsPath(outlines, frame), metresPerUnit: metresPerUnit(box, frame) };
  }, [box, outlines, shape]);
}

interface SmallMapProps {
  ground: Ground;
  view: View;
  label: string;
  className?: string;
  /** hands that move it; without them it is a picture */
  handlers?: object;
  children: ReactNode;
}
export function SmallMap({ ground, view, label, className = '', handlers, children }: SmallMapProps) {
  return (
    <svg
      className={`ui-map ${className}`}
      viewBox={view.join(' ')}
      preserveAspectRatio="xMidYMid slice"
      role="img"
      aria-label={label}
      {...(handlers && { tabIndex: 0, ...handlers })}
    >
      <path className="ui-map-land" d={ground.borders} />
      {children}
    </svg>
  );
}

export function ScaleBar({ ground, view }: { ground: Ground; view: View }) {
  const { lengthM, share } = scaleBar(view, ground.metresPerUnit);
  return (
    <span className="ui-map-scale" style={{ width: `${share * 100}%` }} aria-hidden="true">
      {lengthM < 1_000 ? `${lengthM} m` : `${lengthM / 1_000} km`}
    </span>
  );
}

/** Closer, farther, all of it; for who does not drag. */
export function MapTools({ hand }: { hand: MapHand }) {
  const { t } = useText();
  return (
    <>
      <IconButton icon="plus" label={t('smallMap.closer')} onPress={hand.closer} />
      <IconButton icon="minus" label={t('smallMap.farther')} onPress={hand.farther} isDisabled={hand.isWhole} />
      <IconButton icon="home" label={t('smallMap.whole')} onPress={hand.reset} isDisabled={hand.isWhole} />
    </>
  );
}
