// What is taken out of a text wherever it stands, and what must stay?
import { describe, expect, it } from 'vitest';
import { parseMemory } from './parse-memory.ts';
import { hasSecret, withoutSecrets } from './secrets.ts';

const SECRETS: [text: string, kept: string][] = [
  ['rtsp://admin:Pa55@10.1.2.3:554/ch1', ''],
  ['ｒｔｓｐ：／／admin:Pa55@10.1.2.4/ch1', ''],
  ['cam_rtsp://admin:Pa55@host/x', ''],
  ['东门 srt://u:Pa55@cam:9000 北侧', '东门 北侧'],
  ['gb28181://x:Pa55@y', ''],
  ['\\\\nas\\share\\list', ''],
  ['admin:Hik99@nvr', ''],
  ['sip:34020000001320000001@3402000000', ''],
  ['nvr01.example.org:8000', ''],
  ['设备１９２．１６８．７．８号', '设备 号'],
  ['IP192.168.7.11', 'IP'],
  ['10.0.0.9_8000', '_8000'],
  ['192。168。7。13', ''],
  ['fe80::1ff:fe23:4567:890a', ''],
  ['2001:db8:85a3:0:0:8a2e:370:7334', ''],
  ['AA:BB:CC:DD:EE:01', ''],
  ['aabb.ccdd.ee02', ''],
  ['MAC: AABBCCDDEE03', ''],
  ['张三 13912345671', '张三'],
  ['联系139-1234-5672', '联系'],
  ['+86 139 1234 5673', ''],
  ['电话 0730-8765432', ''],
  ['(0730) 8765432 门卫', '门卫'],
  ['Tel: +44 20 7946 0958', ''],
  ['zhang.san@example.com', ''],
  ['zhang2＠example.com', ''],
  ['微信:zhang_san88', ''],
  ['wxid_abc123def456', ''],
  ['WeChat: lisi-9', ''],
  ['QQ 123456789', ''],
  ['密码:Hik12345，东门', '东门'],
  ['口令 abc98765', ''],
  ['password=Secret77', ''],
  ['admin/Hik54321', ''],
  ['身份证430521199001011234', ''],
];
const KEPT = [
  '龙潭镇3号路口',
  '云公视备〔2023〕18016号',
  '微信支付点门口',
  '密码锁厂',
  '电话亭8号',
  '电信局 2 号杆',
  'QQ农场入口',
  'Admin/Block B',
  'Mountain Pass Road 12',
  'Tel Aviv St. 5',
  '430521001001200001',
  '43052200001320000001',
  '43052219900101123401320001',
  'K12+300',
  '12:30:45',
  '113°30\'00.5"E',
  '113.501234, 29.501234',
  '496123.45 3280123.67',
  '2024-01-02 03:04:05',
  'DS-2CD2T47-L 4.0 mm',
  'A::B',
  '@东门',
  '湘 A-12345',
];

describe('secrets', () => {
  it.each(SECRETS)('no address, password or contact is kept, however it is spelled: %s', (text, kept) => {
    expect(withoutSecrets(text)).toBe(kept);
  });

  it.each(KEPT)('names, codes, measures and dates stay as they are: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('an id that counts like a telephone number is an id; one that is an address is none', () => {
    for (const id of ['13912345671', '0730-8765432', '43052200001320000001', 'C-001'])
      expect(hasSecret(id)).toBe(false);
    for (const id of ['192.168.1.64', 'rtsp://a:b@c/1', 'AA-BB-CC-DD-EE-04', 'a@b.example'])
      expect(hasSecret(id)).toBe(true);
  });

  it('a text made to keep the search busy is read in no time', () => {
    const from = performance.now();
    for (const text of ['a', 'a:', 'a.', '1.', '0:', 'admin/', '13 ', 'a@', '::', '+1 ', '://'])
      withoutSecrets(text.repeat(5_000));
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it('nothing that is said or kept of a file holds them: ids, texts, problems, refused rows, samples', async () => {
    const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const row = ([text]: [string, string], i: number, x: string): string =>
      [
        cell(hasSecret(text) ? text : `c-${i}`),
        cell(`名 ${text}`),
        x,
        '29.5',
        cell(text),
        cell(text),
        cell(text),
        cell(text),
      ].join(',');
    const lines = [
      'id,name,longitude,latitude,type,owner,azimuthDeg,备注',
      ...SECRETS.map((secret, i) => row(secret, i, String(113.5 + i * 1e-4))),
      ...SECRETS.map((secret, i) => row(secret, i, cell(secret[0]))),
    ];
    const { summary, rows, problems, rejected } = await parseMemory(lines.join('\n'), { kind: 'cameras' });
    expect(rows).toHaveLength(SECRETS.length);
    expect(rejected).toHaveLength(SECRETS.length);
    const said = JSON.stringify([summary, rows, problems, rejected]);
    for (const mark of ['Pa55', 'Hik', '1234567', 'zhang', '168', 'fe80', '8765432', 'abc98765', 'Secret77', 'BB:CC'])
      expect(said.includes(mark) ? `${mark}: ${said.slice(said.indexOf(mark) - 60).slice(0, 90)}` : '').toBe('');
  });
});

it('where the header is missing, no secret of the first row becomes the name of a column', async () => {
  const row = (i: number): string => `k${i},rtsp://admin:Pa55@10.1.2.3/x,张三13912345671,113.50${i},29.501`;
  for (const text of [
    `${row(1)}\n${row(2)}\n`,
    `id,longitude,latitude,"name a:Pa55@h","name a:Pa55@h"\nk1,x,y,z,z\n`,
  ]) {
    const said = JSON.stringify(await parseMemory(text, { kind: 'cameras' }));
    expect([said.includes('Pa55'), said.includes('139123')]).toEqual([false, false]);
  }
});
