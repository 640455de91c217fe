// What does an alert say? One place for the inbox, webhooks and mails.
import type { Alert } from '#contract/alert';
import { sentencesOf } from '#rules/messages';
import type { AlertRecord } from '#storage/alerts.repository';

/** `placeZh` stands for `place` in Chinese. A slot that nobody filled is shown as a dash, so that an old alert can always
 * be read. */
const filled = (params: AlertRecord['params'], isChinese: boolean): Record<string, string | number> =>
  new Proxy(
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, (isChinese ? params[`${name}Zh`] : null) ?? value ?? '–']),
    ) as Record<string, string | number>,
    { get: (known, name) => (typeof name === 'string' && Object.hasOwn(known, name) ? known[name] : '–') },
  );

export function toAlert(row: AlertRecord): Alert {
  const code = `alert.${row.kind.replaceAll('-', '_')}`;
  const { en } = sentencesOf(code, filled(row.params, false));
  const { zh } = sentencesOf(code, filled(row.params, true));
  const { params: _params, said: _said, saidAt: _saidAt, readBy: _readBy, ...alert } = row;
  return { ...alert, title: en.message, titleZh: zh.message, detail: en.fix, detailZh: zh.fix };
}

/** Screen on which the alert can be looked into. */
export function pathOf({ kind, regionCode }: Pick<AlertRecord, 'kind' | 'regionCode'>): string {
  const screen = kind === 'outage' || kind === 'feed-silent' ? 'monitoring' : 'targets';
  return `/${screen}${regionCode === null ? '' : `/${encodeURIComponent(regionCode)}`}`;
}
