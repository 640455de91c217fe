// What floats over the map beside its legend: zoom, the choice of theme and level, and the notice of what is missing.
import { type RefObject, useState } from 'react';
import { isEnded, useLive } from '../../api/events.ts';
import { useCommand } from '../../commands.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelWord } from '../../i18n/names.ts';
import { navigate } from '../../location.ts';
import type { MapAdapter } from '../../map/adapter.ts';
import { IconButton } from '../../ui/Button.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState } from '../../ui/StatePanel.tsx';
import { DEFAULTS, MAP_THEMES, type MapTheme } from '../../url-state.ts';
import { ExportDialog } from '../export/ExportDialog.tsx';
import type { MapModel } from './useMapModel.ts';

export function Controls({ adapterRef, onHome }: { adapterRef: RefObject<MapAdapter | null>; onHome: () => void }) {
  const { t } = useText();
  const [exporting, setExporting] = useState(false);
  const zoom = (steps: number) => adapterRef.current?.zoomBy(steps);
  useCommand('look.zoomIn', () => zoom(1));
  useCommand('look.zoomOut', () => zoom(-1));
  useCommand('look.home', onHome);
  return (
    <div className="map-controls">
      <IconButton icon="plus" label={t('map.zoomIn')} command="look.zoomIn" onPress={() => zoom(1)} />
      <IconButton icon="minus" label={t('map.zoomOut')} command="look.zoomOut" onPress={() => zoom(-1)} />
      <IconButton icon="home" label={t('map.zoomHome')} command="look.home" onPress={onHome} />
      <IconButton icon="download" label={t('export.title')} onPress={() => setExporting(true)} />
      <ExportDialog open={exporting} what="cameras" onClose={() => setExporting(false)} />
    </div>
  );
}

export function Pickers({ model }: { model: MapModel }) {
  const { t } = useText();
  const { location, levels, level } = model;
  const setTheme = (theme: MapTheme) =>
    navigate({ theme, filters: location.filters.filter((f) => f.field !== location.theme) });
  useCommand('look.theme', () => setTheme(MAP_THEMES[(MAP_THEMES.indexOf(location.theme) + 1) % MAP_THEMES.length]));
  return (
    <div className="map-pickers">
      <Select
        label={t('map.theme')}
        options={MAP_THEMES.map((id) => ({ id, label: t(`map.theme_${id}`) }))}
        value={location.theme}
        onChange={setTheme}
      />
      {levels.length > 1 && (
        <Select
          label={t('map.levelPicker')}
          options={levels.map((id) => ({ id, label: t('map.by', { level: levelWord(id).toLowerCase() }) }))}
          value={level}
          onChange={(id) => navigate({ level: id === levels.at(-1) ? null : id })}
        />
      )}
    </div>
  );
}

/** What is missing before there is anything to see, or what is being done about it. */
export function Notice({ counts }: { counts: { regions: number; cameras: number } }) {
  const { t } = useText();
  const { jobs } = useLive();
  const running = jobs.find((job) => !isEnded(job));
  if (counts.regions > 0 && (counts.cameras > 0 || running)) return null;
  return (
    <div className="map-notice">
      {running ? (
        <div className="ui-state ui-state-compact">
          <p className="ui-state-title">{t(`jobs.kind.${running.kind}`)}</p>
          <JobProgress job={running} />
        </div>
      ) : (
        <EmptyState
          compact
          title={t(counts.regions === 0 ? 'map.noRegions' : 'map.noCameras')}
          action={{
            label: t(counts.regions === 0 ? 'map.noRegionsAction' : 'map.noCamerasAction'),
            run: () => navigate({ ...DEFAULTS, screen: counts.regions === 0 ? 'start' : 'import' }),
          }}
        />
      )}
    </div>
  );
}
