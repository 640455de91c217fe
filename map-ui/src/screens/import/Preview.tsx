// What would taking it over do: numbers, the map and the list of changes, and what becomes of records that are missing now.
import { useMemo, useState } from 'react';
import type { ImportChange, ImportDiff } from '#contract/import';
import { useImportChanges } from '../../api/imports.ts';
import { formatCount, formatLength } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Segments } from '../../ui/Segments.tsx';
import { ChangeList } from './ChangeList.tsx';
import { ChangeMap, SHOWN, type Shown } from './ChangeMap.tsx';
import { Counts } from './Counts.tsx';
import type { PartProps } from './OneImport.tsx';
import { hasPositions, isLayer } from './options.ts';
import { StepQuestions } from './Questions.tsx';

/** Of each kind of change the map draws so many at most; the list has all. */
const ON_MAP = 500;

function Vanish({ record, receipt, busy, open, change }: PartProps) {
  const { t } = useText();
  // as a question it stands above already
  if (receipt.vanish === 0 || receipt.questions.some(({ option }) => option === 'vanish')) return null;
  const count = receipt.vanish;
  if (isLayer(receipt.kind)) return <p className="import-vanish">{t('import.layerReplaced', { count })}</p>;
  return (
    <div className="import-vanish">
      <p>{t('import.vanishText', { count })}</p>
      <Segments
        label={t('import.will.vanish')}
        value={record.options.vanish ?? 'keep'}
        items={[
          { id: 'keep', label: t('import.vanishKeep') },
          { id: 'remove', label: t(receipt.kind === 'regions' ? 'import.vanishRetire' : 'import.vanishRemove') },
        ]}
        onChange={(vanish) =>
          !busy &&
          open &&
          vanish !== (record.options.vanish ?? 'keep') &&
          change({ key: `vanish_${vanish}` }, { vanish })
        }
      />
    </div>
  );
}

/** By position, where the ids fit badly; said here also when nobody asks, because it can be chosen. */
function Match({ record, busy, open, change }: PartProps) {
  const { t, language } = useText();
  const { diff, options } = record;
  const proposal = diff?.proposal ?? null;
  if (diff === null || (proposal === null && options.match === undefined)) return null;
  return (
    <div className="import-vanish">
      <p>
        {proposal === null
          ? t(`import.matchedBy.${diff.matchedBy}`)
          : t('import.matchProposal', {
              matched: formatCount(proposal.matched, language),
              of: formatCount(proposal.of, language),
              within: formatLength(proposal.withinM, language),
              median: proposal.medianM.toFixed(1),
            })}
      </p>
      {open && record.state === 'ready' && (
        <Segments
          label={t('import.matchLabel')}
          value={diff.matchedBy}
          items={[
            { id: 'id', label: t('import.match.id') },
            { id: 'position', label: t('import.match.position') },
          ]}
          onChange={(match) => !busy && match !== diff.matchedBy && change({ key: `match_${match}` }, { match })}
        />
      )}
    </div>
  );
}

const countIn = (diff: ImportDiff, action: Shown) => diff[action];

function useOnMap(id: string, diff: ImportDiff, enabled: boolean): Record<Shown, ImportChange[]> {
  const first = (action: Shown, query: ReturnType<typeof useImportChanges>) =>
    countIn(diff, action) === 0 ? NONE : (query.data?.pages[0].items ?? NONE);
  const ask = (action: Shown) => enabled && countIn(diff, action) > 0;
  const added = first('added', useImportChanges(id, 'added', ON_MAP, ask('added')));
  const moved = first('moved', useImportChanges(id, 'moved', ON_MAP, ask('moved')));
  const changed = first('changed', useImportChanges(id, 'changed', ON_MAP, ask('changed')));
  const vanished = first('vanished', useImportChanges(id, 'vanished', ON_MAP, ask('vanished')));
  return useMemo(() => ({ added, moved, changed, vanished }), [added, moved, changed, vanished]);
}
const NONE: ImportChange[] = [];

function Changes({ diff, ...part }: { diff: ImportDiff } & PartProps) {
  const { t, language } = useText();
  const { record, receipt, busy } = part;
  const present = SHOWN.filter((action) => countIn(diff, action) > 0);
  const [wanted, setWanted] = useState<Shown | null>(null);
  const [marked, setMarked] = useState<ImportChange | null>(null);
  const drawn = useOnMap(record.id, diff, !busy && hasPositions(receipt.kind));
  const chosen =
    wanted !== null && present.includes(wanted) ? wanted : (ORDER.find((a) => present.includes(a)) ?? 'added');
  if (present.length === 0) return <p className="mute">{t('import.noChangesAtAll')}</p>;
  return (
    <section className="import-card import-diff" aria-label={t('import.changesLabel')}>
      <header>
        <h2>{t('import.changesLabel')}</h2>
        <Segments
          label={t('import.changesLabel')}
          value={chosen}
          items={present.map((id) => ({
            id,
            label: t(`import.change.${id}`),
            note: formatCount(countIn(diff, id), language),
          }))}
          onChange={setWanted}
        />
      </header>
      <div className="import-diff-two">
        {hasPositions(receipt.kind) && <ChangeMap changes={drawn} chosen={chosen} marked={marked} />}
        <ChangeList id={record.id} action={chosen} total={countIn(diff, chosen)} busy={busy} onMark={setMarked} />
      </div>
      <p className="import-rows-foot mute small">
        {diff.moved > 0 && t('import.movedMeans', { length: formatLength(diff.movedM, language) })}{' '}
        {SHOWN.some((action) => countIn(diff, action) > ON_MAP) && t('import.onMap', { count: ON_MAP })}
      </p>
    </section>
  );
}
/** What changes what stands comes before what is new. */
const ORDER: readonly Shown[] = ['vanished', 'moved', 'changed', 'added'];

export function Preview(part: PartProps) {
  const { t } = useText();
  const { record, receipt } = part;
  return (
    <>
      <StepQuestions step="preview" {...part} />
      <section className="import-card import-preview" aria-label={t('import.step.preview')}>
        <h2>{t('import.previewTitle')}</h2>
        {record.state === 'needs-answer' ? (
          <p className="mute">{t('import.previewLater')}</p>
        ) : (
          <Counts record={record} receipt={receipt} />
        )}
        <Match {...part} />
        <Vanish {...part} />
      </section>
      {part.open && record.diff !== null && <Changes {...part} diff={record.diff} />}
    </>
  );
}
