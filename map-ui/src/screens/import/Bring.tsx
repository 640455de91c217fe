// A file is chosen or dropped, its kind said, and sent.
import { useEffect, useRef, useState } from 'react';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { ImportKind } from '#contract/import';
import { type Upload, uploadImport } from '../../api/imports.ts';
import { useWorkspace } from '../../api/queries.ts';
import { formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate, useLocation } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { ErrorState } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { formatBytes } from './bytes.ts';
import { Extent } from './Extent.tsx';
import { openImport } from './open-import.ts';
import { isLayer } from './options.ts';

const ACCEPTED =
  '.csv .tsv .txt .xlsx .json .geojson .geojsonl .ndjson .topojson .zip .gpkg .kml .kmz .xml .pbf .osm .gz .tif .tiff'.split(
    ' ',
  );

/** Regions first: everything else is measured for them. */
function useKind() {
  const { panel } = useLocation();
  const { data } = useWorkspace();
  const asked = ImportKind.safeParse(panel);
  const kind: ImportKind = asked.success ? asked.data : data && data.counts.regions > 0 ? 'cameras' : 'regions';
  return { kind, setKind: (next: ImportKind) => navigate({ panel: next }) };
}

/** Whether the screen is still shown when something that takes long has ended. */
function useHere() {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return here;
}

/** A file that is half sent is lost when the page is closed or loaded anew. */
function useAskBeforeLeaving(active: boolean) {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);
}

export function Bring() {
  const { t, language } = useText();
  const { kind, setKind } = useKind();
  const workspace = useWorkspace();
  const [extent, setExtent] = useState<string[]>([]);
  const [sending, setSending] = useState<{ file: File; ratio: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [said, setSaid] = useState<string | null>(null);
  const upload = useRef<Upload | null>(null);
  const here = useHere();
  useAskBeforeLeaving(sending !== null);
  const noRegions = kind !== 'regions' && workspace.data?.counts.regions === 0;

  const send = async (file: File) => {
    setError(null);
    setSaid(null);
    setSending({ file, ratio: 0 });
    const options = isLayer(kind) && extent.length > 0 ? { extent } : {};
    upload.current = uploadImport(file, kind, options, (ratio) => setSending({ file, ratio }));
    try {
      const { id } = await upload.current.done;
      // who went elsewhere meanwhile is told, and stays there
      if (here.current) openImport(id);
      else showToast(t('import.arrived', { file: file.name }));
    } catch (thrown) {
      if (!here.current) showToast(t('import.notArrived', { file: file.name }), { kind: 'error' });
      setSending(null);
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'aborted')) setError(thrown);
    }
  };

  return (
    <section className="import-bring" aria-label={t('import.title')}>
      <div className="import-kind">
        <Segments
          label={t('import.kindLabel')}
          value={kind}
          items={ImportKind.options.map((id) => ({ id, label: t(`import.kind.${id}`) }))}
          onChange={setKind}
        />
        <p className="mute small">{t(`import.kindText.${kind}`)}</p>
      </div>
      {isLayer(kind) && <Extent kind={kind} value={extent} onChange={setExtent} />}
      {noRegions && <p className="import-hint">{t('import.regionsFirst')}</p>}
      <DropZone
        className="import-drop"
        aria-label={t('import.drop')}
        isDisabled={sending !== null}
        getDropOperation={() => 'copy'}
        onDrop={async (event) => {
          const files = event.items.filter((found) => found.kind === 'file');
          if (files.length === 1) return send(await files[0].getFile());
          setError(null);
          setSaid(t(files.length === 0 ? 'import.dropNone' : 'import.dropMany', { count: files.length }));
        }}
      >
        {sending ? (
          <div className="import-sending">
            <p>{t('import.sending', { file: sending.file.name, size: formatBytes(sending.file.size, language) })}</p>
            <progress className="ui-progress" max={1} value={sending.ratio} aria-label={sending.file.name} />
            <p className="mute small num">
              {sending.ratio < 1 ? formatShare(sending.ratio, language, 0) : t('import.sent')}
            </p>
            <Button small onPress={() => upload.current?.abort()}>
              {t('jobs.cancel')}
            </Button>
          </div>
        ) : (
          <>
            <Icon name="import" size={26} />
            <p>
              <b>{t('import.drop')}</b>
            </p>
            <FileTrigger
              acceptedFileTypes={ACCEPTED}
              onSelect={(files) => {
                const file = files?.[0];
                if (file) void send(file);
              }}
            >
              <Button kind="primary">{t('import.choose')}</Button>
            </FileTrigger>
            <p className="mute small">{t('import.formats')}</p>
          </>
        )}
      </DropZone>
      {said !== null && (
        <p className="import-hint" role="alert">
          {said}
        </p>
      )}
      {error !== null && <ErrorState error={error} compact />}
      <p className="mute small">
        {t('import.never')} <a href="/start">{t('import.templates')}</a>
      </p>
    </section>
  );
}
