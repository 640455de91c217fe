// What leaves as a file: which data, in which format, of which region; written as a job and downloaded when it is ready.
import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { ExportFormat, ExportWhat } from '#contract/export';
import { EXPORT_WHATS, type ExportEnd, exportEnd, formatsOf, orderExport } from '../../api/exports.ts';
import { problemText } from '../../api/http.ts';
import { useRegion } from '../../api/queries.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { downloadFrom } from '../../save-file.ts';
import { useScope } from '../../scope.ts';
import { Button } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { showToast } from '../../ui/Toast.tsx';
import '../../ui/confirm.css';
import './export.css';

const EXACT: readonly ExportFormat[] = ['csv', 'xlsx', 'geojson', 'gpkg'];

interface ExportDialogProps {
  open: boolean;
  what: ExportWhat;
  onClose: () => void;
}
export function ExportDialog({ open, onClose, ...props }: ExportDialogProps) {
  const { t } = useText();
  return (
    <ModalOverlay
      className="ui-modal-scrim"
      isOpen={open}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="ui-modal">
        <Dialog className="ui-confirm export-dialog" aria-label={t('export.title')}>
          <Choices what={props.what} onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Choices({ what: first, onClose }: { what: ExportWhat; onClose: () => void }) {
  const { t, language } = useText();
  const scope = useScope();
  const region = useRegion(scope ?? null);
  const [what, setWhat] = useState(first);
  const [wanted, setFormat] = useState<ExportFormat>('xlsx');
  const [includeRestricted, setIncludeRestricted] = useState(false);
  const [busy, setBusy] = useState(false);
  const formats = formatsOf(what);
  const format = formats.includes(wanted) ? wanted : 'geojson';
  // gaps and footprints are computed: there is nothing to import them into
  const comesBack = (what === 'cameras' || what === 'regions') && EXACT.includes(format);

  const tell = (end: ExportEnd) => {
    // the tray has said why
    if (end.href === null) return;
    downloadFrom(end.href, end.name);
    const { rows, restrictedLeftOut } = end.receipt;
    const left = restrictedLeftOut > 0 ? t('export.leftOut', { n: formatCount(restrictedLeftOut, language) }) : '';
    showToast(`${t('export.ready', { rows: formatCount(rows, language), name: end.name })}${left}`);
  };
  const start = async () => {
    setBusy(true);
    try {
      const job = await orderExport({ what, format, includeRestricted, ...(scope ? { region: scope } : {}) });
      onClose();
      tell(await exportEnd(job.id));
    } catch (error) {
      setBusy(false);
      showToast(problemText(error, language).detail, { kind: 'error' });
    }
  };
  return (
    <>
      <h2>{t('export.title')}</h2>
      <p className="mute">
        {t('export.scope', { name: region.data ? placeName(region.data, language) : t('export.everything') })}
      </p>
      <div className="export-choice">
        <span className="mute small">{t('export.what')}</span>
        <Segments
          label={t('export.what')}
          items={EXPORT_WHATS.map((id) => ({ id, label: t(`export.whats.${id}`) }))}
          value={what}
          onChange={setWhat}
        />
      </div>
      <div className="export-choice">
        <span className="mute small">{t('export.format')}</span>
        <Segments
          label={t('export.format')}
          items={formats.map((id) => ({ id, label: t(`export.formats.${id}`) }))}
          value={format}
          onChange={setFormat}
        />
        <p className="mute small">
          {t(`export.notes.${format}`)} {comesBack && t('export.comesBack')}
        </p>
      </div>
      {what !== 'regions' && (
        <label className="export-check">
          <input
            type="checkbox"
            checked={includeRestricted}
            onChange={(event) => setIncludeRestricted(event.target.checked)}
          />
          {t('export.restricted')}
        </label>
      )}
      <p className="mute small">{t('export.onRecord')}</p>
      <div className="ui-confirm-actions">
        <Button onPress={onClose}>{t('confirm.cancel')}</Button>
        <Button kind="primary" icon="download" onPress={start} isDisabled={busy || scope === undefined}>
          {t('export.start')}
        </Button>
      </div>
    </>
  );
}
