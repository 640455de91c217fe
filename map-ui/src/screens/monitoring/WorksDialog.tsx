// Works are announced: on what, from when to when, and why.
import { useId, useState } from 'react';
import type { WorksInput } from '#contract/status';
import { errorText } from '../../api/http.ts';
import { addWorks, refreshMonitoring, useFeeds } from '../../api/monitoring.ts';
import { useRegions } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Choice, TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { fromField, toField } from './words.ts';

const KINDS = ['region', 'parent', 'camera', 'feed'] as const;
/** Regions offered while a name is typed. */
const MOST_SUGGESTED = 12;
const HOUR_MS = 3_600_000;

export function WorksDialog({ region, onClose }: { region: string | null; onClose: () => void }) {
  const { t, language } = useText();
  const [now] = useState(() => Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
  const [kind, setKind] = useState<WorksInput['kind']>('region');
  const [subject, setSubject] = useState(region ?? '');
  const [from, setFrom] = useState(toField(new Date(now).toISOString()));
  const [to, setTo] = useState(toField(new Date(now + 4 * HOUR_MS).toISOString()));
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const suggestions = useId();
  const feeds = useFeeds(kind === 'feed');
  const typed = subject.trim();
  const isRegion = kind === 'region' && typed !== '';
  const likely = useRegions({ q: typed, limit: MOST_SUGGESTED }, isRegion).data?.items ?? [];
  // a code, or a name that only one region has
  const same = likely.filter(({ name, nameEn }) => name === typed || nameEn === typed);
  const meant = likely.find(({ code }) => code === typed) ?? (same.length === 1 ? same[0] : null);
  const choose = (next: WorksInput['kind']) => {
    setKind(next);
    setSubject(next === 'region' ? (region ?? '') : '');
  };
  const submit = async () => {
    const [fromAt, toAt] = [fromField(from), fromField(to)];
    if (typed === '' || reason.trim() === '' || fromAt === null || toAt === null)
      return setError(t('monitoring.works.needs'));
    if (Date.parse(toAt) <= Date.parse(fromAt)) return setError(t('monitoring.works.order'));
    setBusy(true);
    try {
      await addWorks({
        kind,
        subject: isRegion && meant ? meant.code : typed,
        from: fromAt,
        to: toAt,
        reason: reason.trim(),
      });
      await refreshMonitoring();
      showToast(t('monitoring.works.added'));
      onClose();
    } catch (thrown) {
      setError(errorText(thrown, language));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t('monitoring.works.add')}
      className="mon-dialog"
      formClassName="mon-form"
      action={t('monitoring.works.save')}
      busy={isBusy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Segments
        label={t('monitoring.works.on')}
        value={kind}
        items={KINDS.map((id) => ({ id, label: t(`monitoring.works.kind.${id}`) }))}
        onChange={choose}
      />
      {kind === 'feed' ? (
        <Choice
          label={t('monitoring.works.kind.feed')}
          value={subject}
          options={[
            ['', t('monitoring.works.choose')],
            ...(feeds.data?.items ?? []).map(({ id }) => [id, id] as const),
          ]}
          onChange={setSubject}
        />
      ) : (
        <>
          <TextInput
            label={t(`monitoring.works.subject.${kind}`)}
            hint={isRegion && meant ? `${placeName(meant, language)} · ${meant.code}` : undefined}
            value={subject}
            maxLength={200}
            list={kind === 'region' ? suggestions : undefined}
            onChange={setSubject}
          />
          <datalist id={suggestions}>
            {isRegion &&
              likely.map((place) => (
                <option key={place.code} value={place.code}>
                  {placeName(place, language)}
                </option>
              ))}
          </datalist>
        </>
      )}
      <div className="mon-form-pair">
        <TextInput label={t('monitoring.works.from')} type="datetime-local" value={from} onChange={setFrom} />
        <TextInput label={t('monitoring.works.to')} type="datetime-local" value={to} onChange={setTo} />
      </div>
      <TextInput label={t('monitoring.works.reason')} value={reason} maxLength={500} onChange={setReason} />
    </FormDialog>
  );
}
