// One camera: what it sees, what it is worth, why it is there, and its values to be typed.
import { type ReactNode, useEffect, useState } from 'react';
import type { Camera } from '#contract/camera';
import { assumptionSentence, footprintOf } from '#rules/assumptions';
import { problemText } from '../../api/http.ts';
import { useRegion } from '../../api/queries.ts';
import { type Change, compass, open, reach, sightOf } from '../../editor/camera-edit.ts';
import { formatArea, formatLength, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ErrorState, Skeleton, StateBand } from '../../ui/StatePanel.tsx';
import { CameraState } from './CameraState.tsx';
import { EditTable } from './EditFigures.tsx';
import { formatFocus } from './focus.ts';
import { type CameraEdit, useEditState } from './useCameraEdit.ts';

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface NumberFieldProps {
  label: string;
  unit: string;
  value: number | null;
  /** what stands in where the record says nothing */
  assumed: number | null;
  disabled: boolean;
  onValue: (value: number) => void;
}
/** A number that takes effect when it is finished: Enter, or leaving the field. */
function NumberField({ label, unit, value, assumed, disabled, onValue }: NumberFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value));
  useEffect(() => setText(value === null ? '' : String(value)), [value]);
  const done = () => {
    const typed = Number(text.replace(',', '.'));
    if (text.trim() !== '' && Number.isFinite(typed) && typed !== value) onValue(typed);
    else setText(value === null ? '' : String(value));
  };
  return (
    <label className="edit-number">
      <span>{label}</span>
      <span>
        <input
          className="ui-input num"
          inputMode="decimal"
          value={text}
          placeholder={assumed === null ? NONE : String(assumed)}
          disabled={disabled}
          onChange={(event) => setText(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key === 'Enter') done();
            if (event.key === 'Escape') setText(value === null ? '' : String(value));
          }}
        />
        <i className="mute">{unit}</i>
      </span>
    </label>
  );
}

function Numbers({ edit, camera }: { edit: CameraEdit; camera: Camera }) {
  const { t } = useText();
  const { session } = edit;
  const state = useEditState(edit);
  if (state?.look == null) return null;
  const sight = sightOf(camera, state.look);
  const type = (change: Change) => {
    session.change(change);
    void session.keep();
  };
  const disabled = state.phase === 'saving';
  return (
    <div className="edit-numbers">
      <NumberField
        label={t('edit.azimuth')}
        unit="°"
        value={camera.azimuthDeg}
        assumed={null}
        disabled={disabled || sight.disc}
        onValue={(value) => type({ azimuthDeg: compass(value) })}
      />
      <NumberField
        label={t('edit.hfov')}
        unit="°"
        value={camera.hfovDeg}
        assumed={sight.hfovDeg}
        disabled={disabled}
        onValue={(value) => type(open(value))}
      />
      <NumberField
        label={t('edit.range')}
        unit="m"
        value={camera.rangeM}
        assumed={sight.reachM}
        disabled={disabled}
        onValue={(value) => type(reach(value))}
      />
    </div>
  );
}

function Footprint({ edit, camera }: { edit: CameraEdit; camera: Camera }) {
  const { t, language } = useText();
  const state = useEditState(edit);
  if (state?.look == null) return <Skeleton lines={3} />;
  const footprint = footprintOf(camera, state.look);
  const worth = state.now?.worth ?? null;
  const area = (m2: number | null | undefined) => (m2 == null ? NONE : formatArea(m2, language));
  return (
    <section className="map-pane">
      <h2>{t('edit.footprint')}</h2>
      <dl className="edit-worth">
        <Fact label={t('edit.seen')}>
          <b className="num">{area(worth?.seenM2)}</b>
        </Fact>
        <Fact label={t('edit.unique')}>
          <b className="num">{area(worth?.uniqueM2)}</b>
        </Fact>
        <Fact label={t('edit.privateOwn')}>
          <b className="num">{area(worth?.privateM2)}</b>
        </Fact>
      </dl>
      <dl className="map-evidence">
        <Fact label={t('edit.reach')}>
          {'empty' in footprint
            ? t('edit.seesNothing')
            : footprint.nearM > 0
              ? `${formatLength(footprint.nearM, language)} – ${formatLength(footprint.reachM, language)}`
              : formatLength(footprint.reachM, language)}
        </Fact>
        <Fact label={t('edit.assumed')}>
          {footprint.assumptions.length === 0
            ? t('edit.assumedNothing')
            : footprint.assumptions
                .map((name) => assumptionSentence(name)[language])
                .join(language === 'zh' ? ';' : '; ')}
        </Fact>
        {footprint.unaimed && <Fact label={t('edit.azimuth')}>{t('edit.unaimed')}</Fact>}
      </dl>
    </section>
  );
}

function Why({ camera }: { camera: Camera }) {
  const { t } = useText();
  const none = <span className="edit-missing">{t('edit.notStated')}</span>;
  return (
    <section className="map-pane">
      <h2>{t('edit.why')}</h2>
      <dl className="map-evidence">
        <Fact label={t('edit.purpose')}>{camera.purpose ?? none}</Fact>
        <Fact label={t('edit.legalBasis')}>{camera.legalBasis ?? none}</Fact>
        <Fact label={t('edit.reviewOn')}>{camera.reviewOn ?? none}</Fact>
        <Fact label={t('edit.owner')}>{camera.owner ?? none}</Fact>
        <Fact label={t('edit.stage')}>{t(`stage.${camera.stage}`)}</Fact>
      </dl>
    </section>
  );
}

function Fault({ edit }: { edit: CameraEdit }) {
  const { t, language } = useText();
  const { session } = edit;
  const state = useEditState(edit);
  if (state?.fault == null) return null;
  const { detail, fix, code } = problemText(state.fault, language);
  return (
    <div className="edit-fault" role="alert">
      <p>
        <b>{t('edit.sprangBack')}</b> {detail} {fix}
      </p>
      <p className="mute small">{code}</p>
      <Button small onPress={() => void session.reload()}>
        {t('edit.reload')}
      </Button>
    </div>
  );
}

export function CameraPanel({ edit, region }: { edit: CameraEdit; region: string | null }) {
  const { t, language } = useText();
  const { session } = edit;
  const state = useEditState(edit);
  const leaf = useRegion(state?.regionCode ?? null);
  const close = () => navigate({ focus: formatFocus({ region }) });
  if (state === null)
    return (
      <aside className="map-inspector" aria-label={t('panel.title')}>
        {edit.error ? <ErrorState error={edit.error} /> : <Skeleton lines={5} />}
      </aside>
    );
  const camera = state.draft;
  const dirty = state.draft !== state.kept;
  const facts = [t(`cameraType.${camera.type ?? 'unknown'}`), camera.name === null ? null : camera.id];
  return (
    <aside className="map-inspector" aria-label={t('panel.title')}>
      <header className="map-title">
        <div>
          <h1>{camera.name ?? camera.id}</h1>
          <p className="mute small num">{facts.filter(Boolean).join(' · ')}</p>
        </div>
        <IconButton icon="close" label={t('panel.close')} command="app.out" onPress={close} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard, also while nothing in it can be pressed */}
      <section className="edit-scroll" tabIndex={0} aria-label={t('edit.title')}>
        <Fault edit={edit} />
        <section className="map-pane">
          <h2>{t('edit.title')}</h2>
          <p className="mute small edit-how">{t('edit.how')}</p>
          <Numbers edit={edit} camera={camera} />
          <p className="edit-buttons">
            <Button
              small
              kind="primary"
              isDisabled={!dirty || state.phase === 'saving'}
              onPress={() => void session.keep()}
            >
              {t(state.phase === 'saving' ? 'edit.saving' : 'edit.keep')}
            </Button>
            <Button small isDisabled={!dirty || state.phase === 'saving'} onPress={() => session.cancel()}>
              {t('edit.cancel')}
            </Button>
            <Button small kind="quiet" icon="undo" isDisabled={!edit.canUndo} onPress={() => void session.undo()}>
              {t('toast.undo')}
            </Button>
          </p>
        </section>
        {state.regionCode === null && <StateBand kind="partial">{t('edit.outside')}</StateBand>}
        {state.hiddenCameras > 0 && (
          <StateBand kind="partial">{t('edit.hidden', { count: state.hiddenCameras })}</StateBand>
        )}
        {state.relief && <StateBand kind="partial">{t('edit.relief')}</StateBand>}
        {state.regionCode !== null && (
          <section className="map-pane">
            {state.now === null && state.fault == null ? (
              <Skeleton lines={4} />
            ) : (
              <EditTable state={state} name={leaf.data ? placeName(leaf.data, language) : state.regionCode} />
            )}
          </section>
        )}
        <CameraState id={camera.id} />
        <Footprint edit={edit} camera={camera} />
        <Why camera={camera} />
      </section>
    </aside>
  );
}
