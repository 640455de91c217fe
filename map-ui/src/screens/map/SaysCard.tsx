// One sentence that says what the map shows.
import { formatCount, formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelMany, levelWord, placeName } from '../../i18n/names.ts';
import type { MapModel } from './useMapModel.ts';

/** Title and sentence, also used as the map's name for assistive technology and in the status line. */
export function useSays(model: MapModel): { title: string; sentence: string } {
  const { t, language } = useText();
  const { scopeRegion, level, levelRows, location, rows, scope } = model;
  const scopeName = scopeRegion.data ? placeName(scopeRegion.data, language) : t('nav.everything');
  const many = levelMany(level);
  const measured = levelRows.filter((row) => row.measured);
  const isWholeArea = measured.length > 0 && measured.every((row) => row.basis === 'whole-area');
  const title =
    location.theme !== 'gapt'
      ? t(location.theme === 'live' ? 'map.saysLiveTitle' : 'map.saysCovTitle', {
          what: t(isWholeArea ? 'figure.demandWhole' : 'figure.demand'),
          scope: scopeName,
          level: levelWord(level).toLowerCase(),
        })
      : t('map.saysGaptTitle', { scope: scopeName, level: levelWord(level).toLowerCase() });

  const parts: string[] = [];
  if (measured.length < levelRows.length) {
    parts.push(
      t(location.theme === 'live' ? 'map.saysLive' : 'map.saysMeasuring', {
        done: formatCount(measured.length, language),
        total: formatCount(levelRows.length, language),
        level: many,
      }),
    );
  }
  if (measured.length > 0) {
    const gaps = formatCount(
      rows.find((row) => row.code === scope && row.measured)?.gapCount ??
        levelRows.reduce((sum, row) => sum + row.gapCount, 0),
      language,
    );
    const judged = measured.filter((row) => row.distance !== null);
    const minima = new Set(judged.map((row) => row.minimum));
    const values = {
      met: formatCount(judged.filter((row) => (row.distance ?? -1) >= 0).length, language),
      total: formatCount(judged.length || measured.length, language),
      level: many,
      gaps,
    };
    if (judged.length === 0) parts.push(t('map.saysNoTargets', values));
    else if (minima.size === 1) {
      parts.push(t('map.saysTargets', { ...values, target: formatShare([...minima][0] ?? 0, language, 0) }));
    } else parts.push(t('map.saysTargetsOwn', values));
    const worst = judged.reduce<(typeof judged)[number] | null>(
      (low, row) => (low === null || (row.distance ?? 0) < (low.distance ?? 0) ? row : low),
      null,
    );
    if (worst && (worst.distance ?? 0) < 0) parts.push(t('map.saysWorst', { name: placeName(worst, language) }));
  }
  return { title, sentence: parts.join(language === 'zh' ? '' : ' ') };
}

export function SaysCard({ title, sentence }: { title: string; sentence: string }) {
  return (
    <div className="map-says">
      <h1>{title}</h1>
      {sentence && <p>{sentence}</p>}
    </div>
  );
}
