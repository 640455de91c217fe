// What an edit does, in numbers: beside the pointer while it goes on, and in the panel.
import type { ReactNode } from 'react';
import type { Sight } from '../../editor/camera-edit.ts';
import type { EditState } from '../../editor/edit-session.ts';
import { formatArea, formatCount, formatDelta, formatInterval, formatPoints, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import type { PreviewFigure } from '../../preview/preview-leaf.ts';

const share = (figure: PreviewFigure, m2: number): number | null => (figure.demandM2 > 0 ? m2 / figure.demandM2 : null);

/** `+214 m²`, `−12 m²`, `±0 m²`. */
export function useSignedArea() {
  const { language } = useText();
  return (m2: number): string => {
    const rounded = Math.abs(m2) < 0.05 ? 0 : m2;
    const sign = rounded === 0 ? '±' : rounded > 0 ? '+' : '−';
    return `${sign}${formatArea(Math.abs(rounded), language)}`;
  };
}

/** `61.4 → 62.0`, with low and high where they are not the same. */
function Shares({ figure }: { figure: PreviewFigure }) {
  const { language } = useText();
  const likely = share(figure, figure.likelyM2);
  const [low, high] = [share(figure, figure.lowM2), share(figure, figure.highM2)];
  if (likely === null || low === null || high === null) return <span className="mute">{NONE}</span>;
  const interval = formatInterval(low, high, language);
  return (
    <>
      <b>{formatPoints(likely, language)}</b>
      {interval && <span className="mute"> ({interval})</span>}
    </>
  );
}

export function EditTag({ state, sight, x, y }: { state: EditState; sight: Sight; x: number; y: number }) {
  const { t, language } = useText();
  const signed = useSignedArea();
  const { base, now, draft } = state;
  const azimuth = sight.disc
    ? t('edit.allAround')
    : draft.azimuthDeg === null
      ? t('panel.azimuthUnknown')
      : t('edit.tagAzimuth', { deg: draft.azimuthDeg });
  const parts = [
    azimuth,
    sight.disc ? null : t('edit.tagFov', { deg: sight.hfovDeg }),
    t('edit.metres', { value: sight.reachM }),
  ];
  return (
    <div className="edit-tag num" style={{ transform: `translate(${x}px, ${y}px)` }} aria-hidden="true">
      <p>{parts.filter(Boolean).join(' · ')}</p>
      {base && now && (
        <p>
          <Shares figure={base.figure} /> <span className="mute">→</span> <Shares figure={now.figure} />{' '}
          <span className="mute">%</span>
        </p>
      )}
      {base && now && (
        <p className="mute">
          {signed(now.figure.likelyM2 - base.figure.likelyM2)}
          {now.worth && ` · ${t('edit.uniqueShort', { area: formatArea(now.worth.uniqueM2, language) })}`}
        </p>
      )}
    </div>
  );
}

function Row({
  label,
  before,
  after,
  delta,
}: {
  label: string;
  before: ReactNode;
  after: ReactNode;
  delta: ReactNode;
}) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="num mute">{before}</td>
      <td className="num">{after}</td>
      <td className="num">{delta}</td>
    </tr>
  );
}

/** Before → after of the leaf, exact to the square metre. */
export function EditTable({ state, name }: { state: EditState; name: string }) {
  const { t, language } = useText();
  const signed = useSignedArea();
  const { base, now } = state;
  if (base === null || now === null) return null;
  const [a, b] = [base.figure, now.figure];
  const area = (m2: number | null) => (m2 === null ? NONE : formatArea(m2, language));
  const difference = (before: number | null, after: number | null) =>
    before === null || after === null ? NONE : signed(after - before);
  const [from, to] = [share(a, a.likelyM2), share(b, b.likelyM2)];
  const places: [string, number | null, number | null][] = [
    [t('edit.seenLikely'), a.likelyM2, b.likelyM2],
    [t('edit.noCamera'), a.demandM2 - a.highM2, b.demandM2 - b.highM2],
    [t('edit.overShort'), a.overM2, b.overM2],
    [t('edit.private'), a.privateM2, b.privateM2],
  ];
  return (
    <>
      <h2>{t('edit.leaf', { name })}</h2>
      <p className="edit-headline num">
        <span>
          <Shares figure={a} />
        </span>
        <span className="mute">→</span>
        <data value={b.likelyM2} data-edit="likelyM2">
          <Shares figure={b} />
        </data>
        <span className="edit-delta">
          {from === null || to === null ? NONE : `${formatDelta(to - from, language, 2)} ${t('edit.points')}`}
        </span>
      </p>
      <table className="edit-table" aria-label={t('edit.leaf', { name })}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('edit.before')}</th>
            <th scope="col">{t('edit.after')}</th>
            <th scope="col">{t('edit.change')}</th>
          </tr>
        </thead>
        <tbody>
          {places.map(([label, before, after]) => (
            <Row
              key={label}
              label={label}
              before={area(before)}
              after={area(after)}
              delta={difference(before, after)}
            />
          ))}
          <Row
            label={t('edit.gaps')}
            before={formatCount(a.gapCount, language)}
            after={
              <data value={b.gapCount} data-edit="gapCount">
                {formatCount(b.gapCount, language)}
              </data>
            }
            delta={formatCount(b.gapCount - a.gapCount, language)}
          />
        </tbody>
      </table>
    </>
  );
}
