import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import en from '../../i18n/en.json' with { type: 'json' };
import { counts } from '../../i18n/format.ts';
import zh from '../../i18n/zh.json' with { type: 'json' };
import { detail } from './outage.fixture.ts';
import { MOST_IDS, ticketText } from './ticket.ts';

// what is remembered of the language lives in a browser
vi.hoisted(() => {
  vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => {} });
  vi.stubGlobal('document', { documentElement: {} });
});

const texts = (language: string): TFunction => i18next.getFixedT(language);

describe('the text of a ticket', () => {
  beforeAll(() =>
    i18next.use(counts).init({
      lng: 'en',
      resources: { en: { translation: en }, zh: { translation: zh } },
      interpolation: { escapeValue: false, alwaysFormat: true },
    }),
  );
  it('speaks both languages, whatever the screen speaks', () => {
    const text = ticketText(detail({ owner: '科信大队', note: 'pole 7' }), texts);
    expect(text).toContain('故障：山前镇');
    expect(text).toContain('Outage: Shanqian Town');
    expect(text).toContain('失去的覆盖：1.28 公顷 (−15.0 个百分点)');
    expect(text).toContain('Coverage lost: 1.28 ha (−15.0 pp)');
    expect(text).toContain('Liuxi School (School)');
    expect(text).toContain('原因：供电');
    expect(text).toContain('Cause: power');
    expect(text.match(/科信大队/g)).toHaveLength(2);
  });
  it('names the cameras that are out by their ids, and no position of any', () => {
    const text = ticketText(detail(), texts);
    expect(text).toContain('c-off, c-unknown');
    expect(text).not.toContain('c-back');
    expect(text).not.toContain('120.1');
    expect(text).not.toContain('30.1');
  });
  it('says how many more there are than it lists', () => {
    const [camera] = detail().cameraList;
    const cameraList = Array.from({ length: MOST_IDS + 7 }, (_, i) => ({ ...camera, id: `c${i}` }));
    expect(ticketText(detail({ cameraList }), texts)).toContain('and 7 more');
  });
  it('leaves out what is not known, and never writes it as zero', () => {
    const text = ticketText(detail({ lostM2: null, demandM2: null, keyPlaces: [], cause: null }), texts);
    expect(text).not.toContain('Coverage lost');
    expect(text).not.toContain('Key places');
    expect(text).not.toContain('Cause');
  });
});
