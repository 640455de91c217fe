// Each rule says what it says, and no more; the grade never rises when more is open or in doubt.
import { expect, test } from 'vitest';
import { CAMERA_DEFAULTS, CameraFields } from '#contract/camera';
import { footprintOf } from '../assumptions.ts';
import { NEVER_SEEN } from '../stage-evidence.ts';
import { type Graded, gradeOf } from './grade.ts';
import { QUALITY_RULES, ruleOf } from './registry.ts';
import { shortRoute } from './route.ts';
import { effectOf, type RuleOutcome, runRules } from './run.ts';
import type { Detail, QualityFacts, QualityRecord } from './types.ts';

const record = (change: Partial<QualityRecord> = {}): QualityRecord => ({
  ...CAMERA_DEFAULTS,
  longitude: 110,
  latitude: 30,
  type: 'fixed',
  azimuthDeg: 90,
  hfovDeg: 80,
  rangeM: 40,
  heightM: 5,
  purpose: '路口秩序',
  legalBasis: '第7条',
  reviewOn: '2027-01-01',
  retentionDays: 30,
  filingNo: '备-1',
  signage: true,
  id: '43010211001320000001',
  regionCode: '430102001001',
  revision: 1,
  validFrom: '2026-05-01T00:00:00.000Z',
  recordedAt: '2026-05-01T00:00:00.000Z',
  ...change,
});
const found = (camera: QualityRecord, facts: Partial<QualityFacts> = {}): string[] => {
  const outcome: RuleOutcome = { found: [], asBefore: new Map() };
  const all: QualityFacts = {
    nowMs: Date.parse('2026-06-01'),
    today: '2026-06-01',
    footprint: footprintOf(camera),
    countyOfRegion: '430102',
    counties: new Set(['430102', '430103']),
    neighbours: [],
    buildingTopM: undefined,
    isForbidden: false,
    privateM2: 0,
    hiddenShare: 0,
    seen: { firstMs: Date.parse('2026-05-02'), lastMs: Date.parse('2026-05-31'), days: 30, feedSpeaks: true },
    ...facts,
  };
  runRules(QUALITY_RULES, camera, all, outcome, new Map());
  return outcome.found.map(({ rule }) => rule.id);
};

test('a complete record in its place has no issue', () => {
  expect(found(record())).toEqual([]);
});

test.each<[string, Partial<QualityRecord>, Partial<QualityFacts>?]>([
  ['azimuth.unknown', { azimuthDeg: null }],
  ['angle.unknown', { hfovDeg: null }],
  ['range.unknown', { rangeM: null }],
  ['type.unknown', { type: null }],
  ['position.outside', { regionCode: null }],
  ['position.other_county', { id: '43010311001320000001' }],
  ['position.in_building', { heightM: null }, { buildingTopM: 9 }],
  ['position.in_building', { heightM: 6 }, { buildingTopM: null }],
  ['position.on_roof', { heightM: 12 }, { buildingTopM: 9 }],
  ['position.duplicated', { id: 'b' }, { neighbours: [record({ id: 'a' })] }],
  ['type.contradicted', { id: 'a' }, { neighbours: [record({ id: 'b', type: 'dome' })] }],
  ['height.implausible', { heightM: 450 }],
  ['tilt.implausible', { tiltDeg: 90 }],
  ['angle.implausible', { hfovDeg: 270 }],
  ['range.implausible', { rangeM: 3_000 }],
  ['footprint.empty', { nearM: 50 }],
  ['place.forbidden', {}, { isForbidden: true }],
  ['view.private_ground', {}, { privateM2: 12 }],
  ['view.mostly_hidden', {}, { hiddenShare: 0.61 }],
  ['record.stale', { recordedAt: '2024-05-01T00:00:00.000Z' }],
  ['stage.accepted_never_online', { stage: 'accepted' }, { seen: NEVER_SEEN }],
  ['filing.missing', { filingNo: null, installedOn: '2026-04-01' }],
  ['signage.missing', { signage: null }],
  ['purpose.missing', { purpose: null }],
  ['legal_basis.missing', { legalBasis: null }],
  ['review.missing', { reviewOn: null }],
  ['review.passed', { reviewOn: '2026-05-31' }],
  ['retention.short', { retentionDays: 7 }],
])('%s is found where it is, alone', (id, change, facts) => {
  expect(found(record(change), facts)).toEqual([id]);
});

test('what is no issue: a panoramic one without azimuth, a filing within 30 days, the first of a pair, a plan', () => {
  expect(found(record({ type: 'panoramic', azimuthDeg: null, hfovDeg: 360 }))).toEqual([]);
  expect(found(record({ filingNo: null, installedOn: '2026-05-10' }))).toEqual([]);
  expect(found(record({ id: 'a' }), { neighbours: [record({ id: 'b' })] })).toEqual([]);
  expect(found(record({ stage: 'planned', purpose: null, signage: null, reviewOn: null, legalBasis: null }))).toEqual(
    [],
  );
  expect(found(record({ reviewOn: '2026-06-01' }))).toEqual([]);
});

test('private ground that was not measured stays as before, but for a plan, which sees nothing yet', () => {
  const check = ruleOf('view.private_ground')!.check!;
  const facts = { privateM2: undefined } as QualityFacts;
  expect(check(record(), facts)).toBe('as-before');
  expect(check(record({ stage: 'planned' }), facts)).toBeNull();
});

test.each<[string, Partial<QualityRecord>, number | null | undefined, Detail | null | 'as-before']>([
  ['just over 60 %', {}, 0.60049, { hiddenShare: 0.6 }],
  ['all of it', {}, 1, { hiddenShare: 1 }],
  ['60 % and no more', {}, 0.6, null],
  ['nothing hidden', {}, 0, null],
  ['not measured in this run', {}, undefined, 'as-before'],
  ['in no leaf', {}, null, null],
  ['azimuth unknown', { azimuthDeg: null }, 0.9, null],
  ['azimuth unknown, not measured', { azimuthDeg: null }, undefined, null],
  ['all round', { type: 'panoramic', azimuthDeg: null, hfovDeg: 360 }, 0.9, { hiddenShare: 0.9 }],
  ['a plan', { stage: 'planned' }, undefined, null],
  ['no footprint', { nearM: 50 }, undefined, null],
])('a view is mostly hidden: %s', (_case, change, hiddenShare, says) => {
  const camera = record(change);
  const facts = { footprint: footprintOf(camera), hiddenShare } as QualityFacts;
  expect(ruleOf('view.mostly_hidden')!.check!(camera, facts)).toEqual(says);
});

test('a restricted record has to say why', () => {
  expect(found(record({ restricted: true, purpose: null, legalBasis: null }))).toContain('restricted.no_reason');
});

test('every rule has an id of its own, both languages, and fields that a record has', () => {
  expect(new Set(QUALITY_RULES.map((rule) => rule.id)).size).toBe(QUALITY_RULES.length);
  const known = Object.keys(CameraFields.shape);
  for (const rule of QUALITY_RULES) {
    expect(rule.id).toMatch(/^[a-z_]+\.[a-z_]+$/);
    for (const text of [rule.en, rule.zh]) expect(text.title && text.why && text.fix, rule.id).toBeTruthy();
    for (const field of rule.fields) expect(known, rule.id).toContain(field);
    // what never runs says what it waits for
    if (rule.check === null) expect(rule.needs, rule.id).not.toBeNull();
    expect(ruleOf(rule.id)).toBe(rule);
  }
});

test('a rule that throws is out, and the others are heard', () => {
  const failures = new Map<string, string>();
  const outcome: RuleOutcome = { found: [], asBefore: new Map() };
  const broken = {
    ...ruleOf('signage.missing')!,
    check: () => {
      throw new Error('expected a sign');
    },
  };
  const camera = record({ purpose: null });
  const facts = { footprint: footprintOf(camera) } as QualityFacts;
  runRules([broken, ruleOf('purpose.missing')!], camera, facts, outcome, failures);
  expect(failures).toEqual(new Map([['signage.missing', 'expected a sign']]));
  expect(outcome.found.map(({ rule }) => rule.id)).toEqual(['purpose.missing']);
});

test('doubt takes nothing from a camera that adds nothing, and paper never counts as ground', () => {
  expect(effectOf('settles', true, 7)).toBe(7);
  expect(effectOf('doubts', false, 7)).toBe(7);
  expect(effectOf('doubts', true, 7)).toBe(0);
  expect(effectOf('none', false, 7)).toBe(0);
});

const sums = { demandM2: 1000, lowM2: 600, highM2: 650, doubtfulM2: 20 };
test('the grade by hand: 100 × (1 − 50/1000 − 20/1000) is 93, a B at ± 2.5 points', () => {
  const graded = gradeOf(sums)!;
  expect(graded).toMatchObject({ grade: 'B', unsettledM2: 50, doubtfulM2: 20, plusMinus: 0.025 });
  expect(graded.score).toBeCloseTo(93, 9);
  expect(gradeOf({ ...sums, demandM2: 0 })).toBeNull();
  expect(gradeOf({ ...sums, highM2: 600, doubtfulM2: 50 })!.grade).toBe('A');
  expect(gradeOf({ ...sums, doubtfulM2: 9e9 })!.doubtfulM2).toBe(600);
});

test('more unsettled or more doubtful ground never gives a better grade', () => {
  let last: Graded = gradeOf({ ...sums, highM2: 600, doubtfulM2: 0 })!;
  for (let highM2 = 600; highM2 <= 1000; highM2 += 7) {
    const more = gradeOf({ ...sums, highM2, doubtfulM2: 0 })!;
    expect(more.score).toBeLessThanOrEqual(last.score);
    expect(more.grade >= last.grade).toBe(true);
    for (let doubtfulM2 = 0, before = more; doubtfulM2 <= 700; doubtfulM2 += 31) {
      const doubted = gradeOf({ ...sums, highM2, doubtfulM2 })!;
      expect(doubted.score).toBeLessThanOrEqual(before.score);
      expect(doubted.grade >= before.grade).toBe(true);
      before = doubted;
    }
    last = more;
  }
});

test('the route starts in the north and goes to the nearest each time', () => {
  const at = (id: string, longitude: number, latitude: number) => ({ id, longitude, latitude });
  const { stops, routeM } = shortRoute([at('s', 110, 30), at('n', 110, 30.02), at('m', 110.001, 30.011)]);
  expect(stops.map((stop) => stop.id)).toEqual(['n', 'm', 's']);
  expect(routeM).toBeGreaterThan(2_200);
  expect(routeM).toBeLessThan(2_300);
  expect(shortRoute([])).toEqual({ stops: [], routeM: 0 });
});
