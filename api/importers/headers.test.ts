import { describe, expect, it } from 'vitest';
import { CameraFields } from '#contract/camera';
import { IMPORT_FIELDS } from '#contract/import-fields';
import { isDropped, readHeader } from './headers.ts';
import { askColumn, askLayer } from './questions.ts';

const fieldsOf = (kind: Parameters<typeof readHeader>[0], columns: string[]): (string | null)[] =>
  readHeader(kind, columns, []).mapping.map(({ field }) => field);

it('Chinese, English, OSM and GB/T 28181 columns are recognised', () => {
  expect(
    fieldsOf('cameras', [
      '设备编码',
      '名称',
      '经度',
      '纬度',
      '类型',
      '方位角',
      '视场角',
      '监控距离',
      '安装高度',
      '建设阶段',
    ]),
  ).toEqual(['id', 'name', 'longitude', 'latitude', 'type', 'azimuthDeg', 'hfovDeg', 'rangeM', 'heightM', 'stage']);
  expect(
    fieldsOf('cameras', [
      'camera:type',
      'camera:direction',
      'camera:angle',
      'camera:height',
      'camera:count',
      'operator',
    ]),
  ).toEqual(['type', 'azimuthDeg', 'tiltDeg', 'heightM', 'count', 'owner']);
  expect(
    fieldsOf('cameras', [
      'DeviceID',
      'Name',
      'PTZType',
      'DirectionType',
      'HorizontalFieldAngle',
      'VerticalFieldAngle',
      'MaxViewDistance',
      'Secrecy',
    ]),
  ).toEqual(['id', 'name', 'type', 'azimuthDeg', 'hfovDeg', 'vfovDeg', 'rangeM', 'restricted']);
});

it('case, spaces, underscores and units in the header do not matter', () => {
  expect(fieldsOf('cameras', ['Camera_ID', 'RANGE M', '安装高度（米）', 'Azimuth Deg', 'Ｌatitude'])).toEqual([
    'id',
    'rangeM',
    'heightM',
    'azimuthDeg',
    'latitude',
  ]);
});

it('passwords, addresses, streams and contacts are dropped by design', () => {
  for (const column of [
    'Password',
    'IP Address',
    'IP地址',
    'MAC',
    'mac_address',
    'Port',
    '密码',
    '联系电话',
    'RTSP_URL',
    'ContactInfo',
    'contact:webcam',
    'tags_contact:phone',
    'email',
  ])
    expect(isDropped(column), column).toBe(true);
});

it('columns that only sound alike are not dropped', () => {
  for (const column of [
    'Address',
    'description',
    'support',
    'Portal',
    'import',
    'machine',
    'zip',
    'ShipType',
    '地址',
    '电杆号',
    'telephoto',
    'username_hint_zone',
    'Airport',
  ])
    expect(isDropped(column), column).toBe(false);
});

it('a dropped column shows no sample and cannot be mapped by hand', () => {
  const { mapping, uses } = readHeader('cameras', ['Password'], ['hunter2'], { Password: 'name' });
  expect(mapping[0]).toEqual({
    column: 'Password',
    sample: null,
    field: null,
    sure: 'none',
    fits: null,
    dropped: true,
  });
  expect(uses.size).toBe(0);
});

it('a mapping by hand wins; an empty one keeps the column out', () => {
  const { mapping } = readHeader('cameras', ['name', 'alias'], [], { alias: 'name' });
  expect(mapping.map(({ field }) => field)).toEqual([null, 'name']);
  expect(readHeader('cameras', ['name'], [], { name: '' }).mapping[0]!.field).toBeNull();
});

it('headers named like object internals are ordinary text', () => {
  expect(fieldsOf('cameras', ['__proto__', 'constructor', 'toString', 'id'])).toEqual([null, null, null, 'id']);
});

it('codes of UK statistics are codes, their owners’ old codes are not', () => {
  expect(fieldsOf('regions', ['WD13CD', 'WD13CDO', 'WD13NM', 'WD13NMW'])).toEqual(['code', null, 'name', null]);
});

it('every word stands for one field only', async () => {
  const { SYNONYMS } = await import('./synonyms.ts');
  const { normalise } = await import('./headers.ts');
  for (const [kind, list] of Object.entries(SYNONYMS)) {
    const seen = new Map<string, string>();
    for (const { field, words } of list)
      for (const word of words.split('|')) {
        const key = normalise(word);
        expect(seen.get(key) ?? field, `${kind}: ${word}`).toBe(field);
        expect(isDropped(word), `${kind}: ${word} is dropped`).toBe(false);
        seen.set(key, field);
      }
  }
});

it('the words of the Chinese screens and templates for a target are recognised', () => {
  expect(fieldsOf('targets', ['区划', '指标', '最低值', '截止'])).toEqual(['region', 'metric', 'minimum', 'due']);
});

it('a column that is missing is asked for in words, not by the name of a field', () => {
  for (const field of ['cameraId', 'state', 'at', 'minimum', 'due', 'region', 'longitude', 'latitude']) {
    const { message, messageZh } = askColumn(field, ['a']);
    expect(message).toMatch(/holds the /);
    expect(messageZh).toMatch(/^哪一列是[\u4e00-\u9fff]+？$/);
  }
});

it('a table that may be meant is named with its rows', () => {
  const [one, many, unknown] = askLayer([
    { name: 'a', rows: 1, geometry: null },
    { name: 'b', rows: 2, geometry: 'Point' },
    { name: 'c', rows: null, geometry: null },
  ]).choices;
  expect([one.label, one.labelZh, many.label, unknown.label]).toEqual([
    'a · 1 row',
    'a · 1 行',
    'b · 2 rows · Point',
    'c',
  ]);
});

describe('the fields of an import', () => {
  it('name every field of a camera, so that what is written out can be read in again', () => {
    expect(IMPORT_FIELDS.cameras).toEqual(expect.arrayContaining(Object.keys(CameraFields.shape)));
  });
});
