// Which screens exist, and how each is fetched when it is first needed.
import { type ComponentType, lazy } from 'react';
import type { CommandId } from './commands.ts';
import type { IconName } from './theme/icons.tsx';
import type { Screen } from './url-state.ts';

interface ScreenDef {
  icon: IconName;
  command: CommandId;
  component: ComponentType;
}
export const SCREEN_DEFS: Record<Screen, ScreenDef> = {
  start: {
    icon: 'start',
    command: 'go.start',
    component: lazy(() => import('./screens/start/StartScreen.tsx').then((m) => ({ default: m.StartScreen }))),
  },
  map: {
    icon: 'map',
    command: 'go.map',
    component: lazy(() => import('./screens/map/MapScreen.tsx').then((m) => ({ default: m.MapScreen }))),
  },
  regions: {
    icon: 'list',
    command: 'go.regions',
    component: lazy(() => import('./screens/regions/RegionsScreen.tsx').then((m) => ({ default: m.RegionsScreen }))),
  },
  targets: {
    icon: 'target',
    command: 'go.targets',
    component: lazy(() => import('./screens/targets/TargetsScreen.tsx').then((m) => ({ default: m.TargetsScreen }))),
  },
  import: {
    icon: 'import',
    command: 'go.import',
    component: lazy(() => import('./screens/import/ImportScreen.tsx').then((m) => ({ default: m.ImportScreen }))),
  },
  quality: {
    icon: 'quality',
    command: 'go.quality',
    component: lazy(() => import('./screens/quality/QualityScreen.tsx').then((m) => ({ default: m.QualityScreen }))),
  },
  monitoring: {
    icon: 'pulse',
    command: 'go.monitoring',
    component: lazy(() =>
      import('./screens/monitoring/MonitoringScreen.tsx').then((m) => ({ default: m.MonitoringScreen })),
    ),
  },
  reports: {
    icon: 'report',
    command: 'go.reports',
    component: lazy(() => import('./screens/report/ReportsScreen.tsx').then((m) => ({ default: m.ReportsScreen }))),
  },
};
/** In the order of the rail. Start joins them as long as the workspace is empty. */
export const RAIL: readonly Screen[] = ['map', 'regions', 'targets', 'import', 'quality', 'monitoring', 'reports'];
