// In which system do the positions stand? The truth test where it can be made, the reason where it cannot, and any system by hand.
import { useState } from 'react';
import type { CrsHypothesis } from '#contract/import';
import { useTruthMaps } from '../../api/imports.ts';
import { useWorkspace } from '../../api/queries.ts';
import { formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { ErrorState } from '../../ui/StatePanel.tsx';
import type { PartProps } from './OneImport.tsx';
import { CRS_CHOICES, isCrs, readingOptions } from './options.ts';
import { StepQuestions } from './Questions.tsx';
import { doubtfulSystem, stepOfQuestion } from './steps.ts';
import { TruthMaps } from './TruthMaps.tsx';
import { crsShort, crsWord } from './words.ts';

/** Fewer positions than this say nothing to the test. */
const FEWEST = 10;

/** The sentence above the maps: what the file is read as and how well that fits, or the open question itself. */
function Verdict({ record, receipt }: PartProps) {
  const { t, language } = useText();
  const { truth } = record;
  const question = receipt.questions.find((asked) => stepOfQuestion(asked) === 'coordinates');
  if (question !== undefined)
    return (
      <h2 className="import-verdict import-verdict-asks">
        <Icon name="help" size={18} /> {language === 'zh' ? question.messageZh : question.message}
      </h2>
    );
  if (truth === null) return null;
  const own = truth.hypotheses[truth.current];
  const share = formatShare(own.of === 0 ? 0 : own.inside / own.of, language);
  const doubt = doubtfulSystem(record);
  return (
    <h2 className={`import-verdict ${doubt ? 'import-verdict-doubt' : ''}`}>
      <Icon name={doubt ? 'warn' : 'check'} size={18} />
      {t(`import.truth.verdict.${truth.basis}`, { crs: crsShort(own.crs), share })}
      {doubt && truth.likely === null && ` ${t('import.truth.none')}`}
    </h2>
  );
}

export function ByHand({ record, receipt, busy, change }: PartProps) {
  const { t } = useText();
  const [own, setOwn] = useState('');
  const ids = [...new Set<string>([...CRS_CHOICES, receipt.crs])];
  const wrong = own !== '' && !isCrs(own);
  const axes = record.options.axes ?? record.truth?.hypotheses[record.truth.current]?.axes ?? 'lon-lat';
  const read = (crs: string) => crs !== receipt.crs && change({ key: 'crs', values: { crs } }, { crs });
  return (
    <details className="import-byhand">
      <summary>{t('import.byHand')}</summary>
      <div>
        <Select
          label={t('import.crsLabel')}
          value={receipt.crs}
          options={ids.map((id) => ({ id, label: crsWord(id) }))}
          isDisabled={busy}
          onChange={read}
        />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isCrs(own)) void read(own.trim().toLowerCase());
          }}
        >
          <TextInput
            label={t('import.crsOwn')}
            value={own}
            placeholder="epsg:4547"
            onChange={setOwn}
            error={wrong ? t('import.crsWrong') : null}
          />
          <Button type="submit" isDisabled={busy || !isCrs(own)}>
            {t('import.readAgain')}
          </Button>
        </form>
        <Segments
          label={t('import.axesLabel')}
          value={axes}
          items={[
            { id: 'lon-lat', label: t('import.axes.lon-lat') },
            { id: 'lat-lon', label: t('import.axes.lat-lon') },
          ]}
          onChange={(next) => next !== axes && change({ key: 'axes', values: { axes: next } }, { axes: next })}
        />
      </div>
    </details>
  );
}

function NoTest({ record, receipt }: PartProps) {
  const { t } = useText();
  const workspace = useWorkspace();
  const why =
    receipt.kind === 'regions'
      ? 'regions'
      : workspace.data?.counts.regions === 0
        ? 'noRegions'
        : (record.probe?.rows ?? receipt.rows) < FEWEST
          ? 'few'
          : receipt.kind === 'cameras'
            ? 'notMade'
            : 'kind';
  return (
    <p className="import-notest">
      <Icon name="info" size={16} />
      <span>
        {t('import.truth.readAs', { crs: crsWord(receipt.crs) })}{' '}
        <span className="mute">{t(`import.truth.why.${why}`, { count: FEWEST })}</span>
      </span>
    </p>
  );
}

export function Coordinates(part: PartProps) {
  const { t } = useText();
  const { record, receipt, busy, open, change } = part;
  const { truth } = record;
  const maps = useTruthMaps(record.id, record.jobId, truth !== null && !busy);
  const questions = receipt.questions.filter((question) => stepOfQuestion(question) === 'coordinates');
  const asked = questions.map(({ option }) => option);
  const choose = (reading: CrsHypothesis) => {
    if (truth === null) return;
    const options = readingOptions(reading, truth.hypotheses[truth.current], asked);
    void change({ key: 'crs', values: { crs: reading.crs } }, options);
  };
  return (
    <>
      {truth === null && <StepQuestions step="coordinates" {...part} />}
      <section
        className={`import-card import-coordinates ${asked.length > 0 ? 'import-card-asks' : ''}`}
        aria-label={t('import.step.coordinates')}
      >
        <Verdict {...part} />
        {truth === null ? (
          asked.length === 0 && <NoTest {...part} />
        ) : maps.isError ? (
          <ErrorState compact error={maps.error} retry={() => maps.refetch()} />
        ) : (
          <TruthMaps
            truth={truth}
            maps={maps.data}
            asked={asked.length > 0}
            busy={busy}
            onChoose={open ? choose : null}
          />
        )}
        {open && (truth !== null || asked.length === 0) && <ByHand {...part} />}
      </section>
    </>
  );
}
