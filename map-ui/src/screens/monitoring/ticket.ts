// What is handed to whoever repairs an outage: both languages, ids and names, no positions. Pure.
import type { TFunction } from 'i18next';
import type { OutageDetail } from '#contract/status';
import { formatArea, formatCount, formatDelta, formatTime } from '../../i18n/format.ts';
import type { Language } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { lostShare } from './outage-rows.ts';
import { reasonWord, regionText, subjectText } from './words.ts';

/** More ids than this make a ticket that nobody reads. */
export const MOST_IDS = 60;

function lines(outage: OutageDetail, t: TFunction, language: Language): string[] {
  const colon = language === 'zh' ? '：' : ': ';
  const comma = language === 'zh' ? '、' : ', ';
  const line = (key: string, value: string | null) =>
    value === null || value === '' ? [] : [`${t(`monitoring.ticket.${key}`)}${colon}${value}`];
  const share = lostShare(outage);
  const places = outage.keyPlaces.map(
    ({ name, nameEn, class: kind, id }) =>
      `${name === null ? id : placeName({ name, nameEn }, language)} (${t(`class.${kind}`)})`,
  );
  const out = outage.cameraList.filter(({ state }) => state !== 'online').map(({ id }) => id);
  const ids = out.slice(0, MOST_IDS).join(', ');
  const more = out.length > MOST_IDS ? ` ${t('monitoring.ticket.more', { count: out.length - MOST_IDS })}` : '';
  return [
    t('monitoring.ticket.title', { subject: subjectText(outage, t, language) }),
    ...line('id', outage.id),
    ...line('region', [regionText(outage, language), outage.regionCode].filter(Boolean).join(' ')),
    ...line('since', formatTime(outage.startedAt)),
    ...line('until', outage.endedAt === null ? null : formatTime(outage.endedAt)),
    ...line(
      'down',
      t('monitoring.downOf', {
        down: formatCount(outage.down, language),
        cameras: formatCount(outage.cameras, language),
      }),
    ),
    ...line(
      'lost',
      outage.lostM2 === null
        ? null
        : `${formatArea(outage.lostM2, language)}${share === null ? '' : ` (${formatDelta(-share, language)} ${t('figure.points')})`}`,
    ),
    ...line('places', places.join(comma)),
    ...line('neighbours', formatCount(outage.neighbours, language)),
    ...line('cause', outage.cause === null ? null : reasonWord(outage.cause, t)),
    ...line('owner', outage.owner),
    ...line('due', outage.dueAt === null ? null : formatTime(outage.dueAt)),
    ...line('note', outage.note),
    ...line('cameras', ids + more),
  ];
}

/** `texts(language)` speaks that language, whatever the screen does. */
export function ticketText(outage: OutageDetail, texts: (language: Language) => TFunction): string {
  return [...lines(outage, texts('zh'), 'zh'), '', ...lines(outage, texts('en'), 'en')].join('\n');
}
