// Outages as the server sends them, for tests.
import type { Outage, OutageDetail } from '#contract/status';

export const outage = (over: Partial<Outage> = {}): Outage => ({
  id: 'out-1',
  kind: 'region',
  subject: '430599103',
  startedAt: '2026-11-27T18:10:00.000Z',
  endedAt: null,
  cause: 'power',
  cameras: 3,
  down: 3,
  regionCode: '430599103',
  regionName: '山前镇',
  regionNameEn: 'Shanqian Town',
  lostM2: 12_840,
  beforeM2: 42_000,
  demandM2: 85_600,
  leaves: ['430599103201'],
  keyPlaces: [{ id: 'p1', name: '柳溪小学', nameEn: 'Liuxi School', class: 'school' }],
  neighbours: 2,
  owner: null,
  note: null,
  dueAt: null,
  mutedUntil: null,
  revision: 1,
  ...over,
});

const place = (i: number) => ({ longitude: 120.1 + i / 1_000, latitude: 30.1, regionCode: '430599103201' });
export const detail = (over: Partial<OutageDetail> = {}): OutageDetail => ({
  ...outage(),
  cameraList: [
    { id: 'c-off', name: null, ...place(0), state: 'offline' },
    { id: 'c-unknown', name: null, ...place(1), state: 'unknown', reason: 'stale' },
    { id: 'c-back', name: null, ...place(2), state: 'online' },
  ],
  neighbourList: [],
  history: [],
  ...over,
});
