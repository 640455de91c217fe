// What the bytes are, before anything is asked: format, encoding, sheet or layer, size and extent.
import type { ReactNode } from 'react';
import type { ImportProbe } from '#contract/import';
import { formatCount, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Select } from '../../ui/Select.tsx';
import { formatBytes } from './bytes.ts';
import { Locator } from './Locator.tsx';
import type { PartProps } from './OneImport.tsx';
import { ENCODINGS } from './options.ts';
import { StepQuestions } from './Questions.tsx';
import { isUnread } from './steps.ts';
import { crsWord, formatWord, separatorWord } from './words.ts';

function Fact({ name, children, wide }: { name: string; children: ReactNode; wide?: boolean }) {
  return (
    <div className={wide ? 'import-fact-wide' : ''}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Layer({ probe, ...part }: { probe: ImportProbe } & PartProps) {
  const { t } = useText();
  const note = ({ rows, geometry }: ImportProbe['layers'][number]) =>
    [rows !== null && t('import.fact.rows', { count: rows }), geometry].filter(Boolean).join(' · ');
  if (probe.layers.length === 0) return null;
  const at = probe.layers.findIndex(({ name }) => name === probe.layer);
  const name = at < 0 ? t('import.layer') : t('import.layerOf', { at: at + 1, of: probe.layers.length });
  return (
    <Fact name={name} wide>
      {part.open && probe.layers.length > 1 ? (
        <Select
          label={t('import.layer')}
          value={probe.layer}
          placeholder={t('import.choosePlease')}
          options={probe.layers.map((layer) => ({ id: layer.name, label: layer.name, note: note(layer) }))}
          isDisabled={part.busy}
          onChange={(layer) => layer !== probe.layer && part.change({ key: 'layer', values: { layer } }, { layer })}
        />
      ) : (
        (probe.layer ?? NONE)
      )}
    </Fact>
  );
}

/** Also where the file could not be read: it may be the encoding. */
export function Encoding({ probe, ...part }: { probe: ImportProbe } & PartProps) {
  const { t } = useText();
  const encoding = part.receipt.encoding ?? probe.encoding;
  if (encoding === null) return null;
  const ids = [...new Set<string>([...ENCODINGS, encoding])];
  return (
    <Fact name={t('import.encoding')}>
      {part.open && (probe.format === 'csv' || probe.format === 'tsv') ? (
        <Select
          label={t('import.encoding')}
          value={encoding}
          options={ids.map((id) => ({ id, label: id.toUpperCase() }))}
          isDisabled={part.busy}
          onChange={(next) =>
            next !== encoding &&
            part.change({ key: 'encoding', values: { encoding: next.toUpperCase() } }, { encoding: next })
          }
        />
      ) : (
        encoding.toUpperCase()
      )}
    </Fact>
  );
}

const degrees = (value: number) => value.toFixed(Math.abs(value) < 10 ? 4 : 3);

export function FileStep(part: PartProps) {
  const { t, language } = useText();
  const { record, receipt } = part;
  const { probe } = record;
  const unread = isUnread(record);
  const format = probe === null || probe.format === 'unknown' ? receipt.format : probe.format;
  return (
    <>
      <StepQuestions step="file" {...part} />
      <section className="import-card import-probe" aria-label={t('import.step.file')}>
        <dl className="import-facts">
          {!unread && (
            <Fact name={t('import.rows')}>
              <span className="import-big num">{formatCount(receipt.rows, language)}</span>
            </Fact>
          )}
          {receipt.kind !== 'elevation' && !unread && (
            <Fact name={t('import.columns')}>
              <span className="import-big num">{formatCount(probe?.columns ?? record.mapping.length, language)}</span>
            </Fact>
          )}
          <Fact name={t('import.format')}>{formatWord(format)}</Fact>
          {probe && <Encoding {...part} probe={probe} />}
          {probe?.separator && <Fact name={t('import.separator')}>{separatorWord(probe.separator)}</Fact>}
          {probe && <Fact name={t('import.size')}>{formatBytes(probe.bytes, language)}</Fact>}
          {probe && <Layer {...part} probe={probe} />}
          {probe && (
            <Fact name={t('import.declared')}>
              {probe.declaredCrs === null ? (
                <span className="mute">{t('import.declaredNone')}</span>
              ) : (
                crsWord(probe.declaredCrs)
              )}
            </Fact>
          )}
          {probe?.extent && (
            <Fact name={t('import.spread')} wide>
              <span className="num">
                {degrees(probe.extent[0])} – {degrees(probe.extent[2])}° {t('import.east')} · {degrees(probe.extent[1])}{' '}
                – {degrees(probe.extent[3])}° {t('import.north')}
              </span>
            </Fact>
          )}
        </dl>
        {probe?.extent && <Locator extent={probe.extent} />}
      </section>
    </>
  );
}
