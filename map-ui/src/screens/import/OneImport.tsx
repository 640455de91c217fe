// One file on its way in: step by step what it is, how it is read, what is wrong with it, what it would do, and what it did.
import { useEffect, useRef, useState } from 'react';
import type { ImportOptions, ImportReceipt, ImportRecord } from '#contract/import';
import { useImport } from '../../api/imports.ts';
import { keys } from '../../api/keys.ts';
import { queryClient } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate, useLocation } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { Check } from './Check.tsx';
import { Columns } from './Columns.tsx';
import { CommitBar } from './CommitBar.tsx';
import { ByHand, Coordinates } from './Coordinates.tsx';
import { Done } from './Done.tsx';
import { StateMark } from './Earlier.tsx';
import { Encoding, FileStep } from './FileStep.tsx';
import { openImport } from './open-import.ts';
import type { Done as DoneStep } from './option-history.ts';
import { hasPositions } from './options.ts';
import { Preview } from './Preview.tsx';
import { ReadProgress } from './ReadProgress.tsx';
import { RecipeChip } from './RecipeChip.tsx';
import { StepBar } from './StepBar.tsx';
import { Steps } from './Steps.tsx';
import { isStep, isStopped, markOf, type Step, stepOf } from './steps.ts';
import { type Reading, useReading } from './useReading.ts';

export interface PartProps {
  record: ImportRecord;
  receipt: ImportReceipt;
  /** it is being read anew, or something is on its way */
  busy: boolean;
  /** options may still be changed */
  open: boolean;
  change: (done: DoneStep, options: ImportOptions) => Promise<boolean>;
}

/** Under this nothing is shown of a reading: it is over before it could be read. */
const SHOWN_AFTER_MS = 1_500;

/** Also a file that was refused can be tried another way: its encoding, its system. */
function Failed({ record, reading, part }: { record: ImportRecord; reading: Reading; part: PartProps | null }) {
  const { t, language } = useText();
  const first = record.receipt?.problems[0];
  const reason = language === 'zh' ? (record.reasonZh ?? record.reason) : record.reason;
  // else it was stopped: by somebody, or because the program ended
  const refused = !isStopped(record);
  return (
    <div className="import-failed" role="alert">
      <p className="ui-state-title">
        <Icon name="warn" size={16} /> {t(refused ? 'import.failedTitle' : 'import.stoppedTitle')}
      </p>
      <p>{reason}</p>
      {refused && first && <p>{language === 'zh' ? first.fixZh : first.fix}</p>}
      {part && record.probe && (
        <dl className="import-facts">
          <Encoding {...part} probe={record.probe} />
        </dl>
      )}
      {part && part.receipt.rows > 0 && hasPositions(part.receipt.kind) && <ByHand {...part} />}
      <div className="import-commit-do">
        {reading.undo && (
          <Button icon="undo" onPress={reading.undo}>
            {t('command.import.undo')}
          </Button>
        )}
        <Button
          kind={refused ? 'plain' : 'primary'}
          isDisabled={reading.busy}
          onPress={() => reading.change({ key: 'again' }, {})}
        >
          {t('import.tryAgain')}
        </Button>
        <Button kind={refused ? 'primary' : 'plain'} onPress={() => openImport(null)}>
          {t('import.another')}
        </Button>
      </div>
    </div>
  );
}

/** Why the whole file is refused stands above its rows already. */
function withoutRefusal(record: ImportRecord): ImportRecord {
  const refusal = record.receipt?.problems[0]?.code;
  return { ...record, problemGroups: record.problemGroups.filter(({ code }) => code !== refusal) };
}

/** The step that is shown: the one in the address, else where the import stands. It does not run away under the hand: an
 * answer leaves one where one is, unless another question opens or the import ends. */
function useStep(record: ImportRecord): [Step, (step: Step) => void] {
  const { panel } = useLocation();
  const stands = stepOf(record);
  const [pinned, setPinned] = useState<Step | null>(null);
  const wanted = isStep(panel) ? panel : null;
  const unread = record.state === 'parsing' || record.state === 'committing' || record.state === 'failed';
  const ended = record.state === 'committed' || record.state === 'undone';
  const asks = record.state === 'needs-answer' && markOf(wanted ?? pinned ?? stands, record) !== 'blocked';
  const step = unread ? stands : (wanted ?? (ended || asks ? stands : (pinned ?? stands)));
  useEffect(() => {
    if (record.state !== 'parsing' && pinned !== step) setPinned(step);
  }, [record.state, pinned, step]);
  return [step, (next) => navigate({ panel: next })];
}

function StepBody({ step, part }: { step: Step; part: PartProps }) {
  if (step === 'file') return <FileStep {...part} />;
  if (step === 'columns') return <Columns {...part} />;
  if (step === 'coordinates') return <Coordinates {...part} />;
  if (step === 'check') return <Check {...part} />;
  if (step === 'preview') return <Preview {...part} />;
  return <Done record={part.record} receipt={part.receipt} />;
}

/** Another step begins at its top, and the next key starts from it; who walks along the bar of steps stays there. */
function useShownStep(step: Step) {
  const body = useRef<HTMLDivElement>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current === step) return;
    last.current = step;
    const shown = body.current;
    shown?.closest('main')?.scrollTo({ top: 0 });
    if (!document.activeElement?.closest('.import-steps')) shown?.focus({ preventScroll: true });
  }, [step]);
  return body;
}

function useLate(active: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!active) return;
    const timer = setTimeout(() => setLate(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [active]);
  return active && late;
}

function Body({ record: now }: { record: ImportRecord }) {
  const { t } = useText();
  const reading = useReading(now);
  // while it is read anew, what was found last stays on screen, dimmed
  const last = useRef<ImportRecord | null>(null);
  if (now.state !== 'parsing' && now.state !== 'committing') last.current = now;
  const rereading = now.state === 'parsing' && last.current?.receipt != null;
  const record = rereading && last.current ? last.current : now;
  const [step, onStep] = useStep(record);
  const late = useLate(rereading);
  const body = useShownStep(step);
  const { receipt, state } = record;
  const working = state === 'parsing' || state === 'committing';
  // when reading has ended, the rows of its problems and its changes are others too
  useEffect(() => {
    if (now.state === 'parsing') return;
    for (const part of ['problems', 'changes'])
      void queryClient.invalidateQueries({ queryKey: [...keys.import(now.id), part] });
  }, [now.state, now.id]);

  const open = state === 'ready' || state === 'needs-answer';
  const all: PartProps | null =
    receipt && !working
      ? { record, receipt, busy: reading.busy, open: open || state === 'failed', change: reading.change }
      : null;
  const part = state === 'failed' ? null : all;
  return (
    <>
      <header className="import-head">
        <h1 className="ellipsis">{record.fileName}</h1>
        {receipt && <span className="mute">{t(`import.kind.${receipt.kind}`)}</span>}
        <StateMark record={now} />
        <span className="import-head-tools">
          <Steps reading={reading} open={open} />
          {part && part.receipt.kind !== 'elevation' && <RecipeChip {...part} />}
        </span>
      </header>
      {part && <StepBar record={record} step={step} onStep={onStep} />}
      <div className={`import-pulse ${rereading ? 'import-pulse-on' : ''}`} aria-hidden="true" />
      {(working || late) && (
        <ReadProgress
          jobId={now.jobId}
          text={t(now.state === 'committing' ? 'import.committing' : 'import.parsing', { file: record.fileName })}
        />
      )}
      {state === 'failed' && <Failed record={record} reading={reading} part={all} />}
      {state === 'failed' && all && all.receipt.rejected > 0 && (
        <Check {...all} record={withoutRefusal(record)} open={false} />
      )}
      {part && (
        <div
          ref={body}
          tabIndex={-1}
          className={`import-body ${rereading ? 'import-body-old' : ''}`}
          aria-busy={rereading}
        >
          <StepBody step={step} part={part} />
        </div>
      )}
      {part && open && <CommitBar {...part} step={step} onStep={onStep} />}
    </>
  );
}

export function OneImport({ id }: { id: string }) {
  const query = useImport(id);
  return (
    <StatePanel query={query} lines={6}>
      {(record) => <Body record={record} />}
    </StatePanel>
  );
}
