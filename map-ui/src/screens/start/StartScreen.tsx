// Where one begins: the sample county, one's own files, or a template; and how far the workspace is.
import { useEffect, useState } from 'react';
import type { Workspace } from '#contract/workspace';
import { isEnded, refreshData, useLive } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { addSample, removeSample, useWorkspace } from '../../api/queries.ts';
import { COMMANDS, type CommandId, keyCaps, useCommand } from '../../commands.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { hrefOf, navigate } from '../../location.ts';
import { saveFile } from '../../save-file.ts';
import { useStatusFacts } from '../../shell/status.ts';
import { Icon, type IconName } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { ErrorState, StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS, type UrlState } from '../../url-state.ts';
import { TEMPLATE_KINDS, TEMPLATES, type TemplateKind } from './templates.ts';
import './start.css';

const MAP: UrlState = { ...DEFAULTS, screen: 'map' };
const IMPORT: UrlState = { ...DEFAULTS, screen: 'import' };
const importOf = (kind: string): UrlState => ({ ...IMPORT, panel: kind });

/** The map opens as soon as the sample's regions are in: figures arrive while one looks. */
function useSample() {
  const { jobs } = useLive();
  const workspace = useWorkspace();
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = [...jobs, ...(workspace.data?.runningJobs ?? [])].find(
    (job) => job.kind === 'sample' && !isEnded(job),
  );
  const hasRegions = (workspace.data?.counts.regions ?? 0) > 0;
  useEffect(() => {
    if (asked && hasRegions) navigate(MAP);
  }, [asked, hasRegions]);
  const failed = jobs.find((job) => job.kind === 'sample' && job.state === 'failed');
  const start = () => {
    setError(null);
    setAsked(true);
    addSample()
      .then(refreshData)
      .catch((thrown: unknown) => {
        setAsked(false);
        setError(thrown);
      });
  };
  return {
    start,
    running,
    error,
    failed: asked && !running ? failed : undefined,
    busy: asked || running !== undefined,
  };
}

interface CardProps {
  icon: IconName;
  title: string;
  text: string;
  command: CommandId;
  children: React.ReactNode;
}
function Card({ icon, title, text, command, children }: CardProps) {
  return (
    <section className="start-card" aria-label={title}>
      <h2>
        <Icon name={icon} /> {title} <kbd>{keyCaps(COMMANDS[command].keys[0]).join(' ')}</kbd>
      </h2>
      <p className="mute">{text}</p>
      <div className="start-actions">{children}</div>
    </section>
  );
}

function Cards({ workspace }: { workspace: Workspace }) {
  const { t, language } = useText();
  const sample = useSample();
  const empty = workspace.counts.regions === 0;
  const download = (kind: TemplateKind) => {
    const { text, fileName, type } = TEMPLATES[kind];
    saveFile(text, fileName, type);
  };
  const allTemplates = () => TEMPLATE_KINDS.forEach(download);
  useCommand('start.sample', sample.start, empty && !sample.busy);
  useCommand('start.import', () => navigate(IMPORT));
  useCommand('start.templates', allTemplates);
  return (
    <div className="start-cards">
      {empty && (
        <Card icon="map" title={t('start.sample')} text={t('start.sampleText')} command="start.sample">
          {sample.running ? (
            <div className="start-progress">
              <JobProgress job={sample.running} />
            </div>
          ) : (
            <Button kind="primary" onPress={sample.start} isDisabled={sample.busy}>
              {t('start.sampleAction')}
            </Button>
          )}
          {sample.error !== null && <ErrorState error={sample.error} retry={sample.start} compact />}
          {sample.failed && (
            <p className="start-failed" role="alert">
              {(language === 'zh' ? sample.failed.reasonZh : sample.failed.reason) ?? t('state.errorTitle')}
            </p>
          )}
        </Card>
      )}
      <Card icon="import" title={t('start.import')} text={t('start.importText')} command="start.import">
        <Button kind={empty ? 'plain' : 'primary'} onPress={() => navigate(IMPORT)}>
          {t('start.importAction')}
        </Button>
      </Card>
      <Card icon="file" title={t('start.templates')} text={t('start.templatesText')} command="start.templates">
        {TEMPLATE_KINDS.map((kind) => (
          <Button key={kind} icon="download" onPress={() => download(kind)}>
            {t(`import.kind.${kind}`)}
          </Button>
        ))}
      </Card>
    </div>
  );
}

function Checklist({ workspace }: { workspace: Workspace }) {
  const { t, language } = useText();
  const { counts, levels } = workspace;
  const measured = workspace.runningJobs.find((job) => job.kind === 'measure');
  const steps = [
    { id: 'regions', done: counts.regions > 0, count: counts.regions, to: importOf('regions') },
    { id: 'cameras', done: counts.cameras > 0, count: counts.cameras, to: importOf('cameras') },
    {
      id: 'targets',
      done: counts.targets > 0,
      count: counts.targets,
      to: { ...DEFAULTS, screen: 'regions', panel: 'targets' } as UrlState,
    },
    { id: 'gaps', done: counts.gaps > 0, count: counts.gaps, to: MAP },
  ];
  const next = steps.find((step) => !step.done)?.id;
  return (
    <section className="start-list" aria-label={t('start.checklist')}>
      <h2>{t('start.checklist')}</h2>
      <ol>
        {steps.map((step, i) => {
          const blocked = step.id === 'targets' && counts.regions === 0;
          const name = t(`start.step.${step.id}`);
          return (
            <li key={step.id} className={step.done ? 'start-done' : step.id === next ? 'start-next' : ''}>
              <span className="start-mark" aria-hidden="true">
                {step.done ? <Icon name="check" size={14} /> : i + 1}
              </span>
              <span className="start-step">
                {blocked ? (
                  name
                ) : (
                  <a
                    href={hrefOf(step.to)}
                    onClick={(event) => {
                      if (event.metaKey || event.ctrlKey) return;
                      event.preventDefault();
                      navigate(step.to);
                    }}
                  >
                    {name}
                  </a>
                )}
                <span className="visually-hidden">{t(step.done ? 'start.isDone' : 'start.isOpen')}</span>
                <small className="mute">{t(`start.stepText.${step.id}`)}</small>
              </span>
              <span className="num mute">{step.count > 0 ? formatCount(step.count, language) : ''}</span>
            </li>
          );
        })}
      </ol>
      {measured && <JobProgress job={measured} />}
      {levels.length > 0 && counts.publicSpace === 0 && <p className="mute small">{t('start.publicSpaceHint')}</p>}
    </section>
  );
}

function SampleBand({ workspace }: { workspace: Workspace }) {
  const { t, language } = useText();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!workspace.sample) return null;
  const remove = async () => {
    setBusy(true);
    try {
      await removeSample();
      refreshData();
      showToast(t('start.sampleRemoved'), {
        undo: () =>
          addSample()
            .then(refreshData)
            .catch((error: unknown) => showToast(problemText(error, language).detail, { kind: 'error' })),
      });
      setOpen(false);
    } catch (error) {
      showToast(problemText(error, language).detail, { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="start-sample" aria-label={t('status.sample')}>
      <p>{t('start.samplePresent')}</p>
      <Button icon="trash" onPress={() => setOpen(true)}>
        {t('start.sampleRemove')}
      </Button>
      <ConfirmDialog
        open={open}
        busy={busy}
        title={t('start.sampleRemove')}
        action={t('start.sampleRemoveAction')}
        onConfirm={remove}
        onClose={() => setOpen(false)}
      >
        <p>
          {t('start.sampleRemoveText', {
            regions: formatCount(workspace.counts.regions, language),
            cameras: formatCount(workspace.counts.cameras, language),
          })}
        </p>
        <p className="mute">{t('start.sampleRemoveUndo')}</p>
      </ConfirmDialog>
    </section>
  );
}

export function StartScreen() {
  const { t } = useText();
  const workspace = useWorkspace();
  useStatusFacts({ shows: t('start.title') });
  useEffect(() => {
    document.title = `${t('screen.start')} · Lacuna`;
  }, [t]);
  return (
    <div className="start-screen">
      <header>
        <h1>{t('start.title')}</h1>
        <p className="mute">
          {t('start.lead')}{' '}
          <a href="/api/docs" target="_blank" rel="noreferrer">
            {t('start.api')}
          </a>
        </p>
      </header>
      <StatePanel query={workspace} lines={6}>
        {(data) => (
          <>
            {data.readOnly && <p role="status">{t('start.readOnly')}</p>}
            <SampleBand workspace={data} />
            <Cards workspace={data} />
            <Checklist workspace={data} />
          </>
        )}
      </StatePanel>
      <details className="start-method">
        <summary>{t('start.method')}</summary>
        <ul>
          {(['footprint', 'interval', 'basis', 'gap', 'over', 'person'] as const).map((topic) => (
            <li key={topic}>
              <b>{t(`start.methodTopic.${topic}`)}</b> {t(`start.methodText.${topic}`)}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
