import { describe, expect, it } from 'vitest';
import { encodeAs } from './encode.fixture.ts';
import { parseMemory } from './parse-memory.ts';

const item = (id: string, more = ''): string =>
  `<Item>\r\n<DeviceID>${id}</DeviceID><Name>路口</Name><CivilCode>430522</CivilCode><Parental>0</Parental><Longitude>111.5</Longitude><Latitude>27.3</Latitude>${more}</Item>\r\n`;
const message = (items: string, { root = 'Response', inside = '' } = {}): string =>
  `<?xml version="1.0" encoding="GB2312"?>\r\n<${root}>\r\n<CmdType>Catalog</CmdType><SN>7</SN><DeviceID>43052200002000000001</DeviceID>${inside}<SumNum>9</SumNum><DeviceList Num="1">\r\n${items}</DeviceList>\r\n</${root}>\r\n`;
const CAMERA = '43052200001320000001';
const cameras = (text: string | Uint8Array) => parseMemory(text, { kind: 'cameras' });
const states = (text: string) => parseMemory(text, { kind: 'status' });

describe('a GB/T 28181 catalogue', () => {
  it('the edition of 2022: angles, distance, days and the day of installation are read, secrets dropped and named', async () => {
    const { summary, rows, problems, rejected } = await cameras(
      message(
        item(
          CAMERA,
          '<Password>secret9</Password><IPAddress>10.9.8.7</IPAddress><Port>5060</Port><MAC>aa:bb:cc:dd:ee:ff</MAC><ContactInfo>13800000000</ContactInfo><Secrecy>1</Secrecy><Info><PTZType>3</PTZType><DirectionType>6</DirectionType><HorizontalFieldAngle>62.5</HorizontalFieldAngle><VerticalFieldAngle>34</VerticalFieldAngle><MaxViewDistance>80</MaxViewDistance><InstallTime>2022-05-03T10:00:00</InstallTime><ManagementUnit>龙潭镇人民政府</ManagementUnit><RecordSaveDays>30</RecordSaveDays></Info>',
        ),
      ),
    );
    expect(summary.dropped).toEqual(['Password', 'IPAddress', 'Port', 'MAC', 'ContactInfo']);
    expect(rows[0]!.fields).toMatchObject({
      longitude: 111.5,
      latitude: 27.3,
      type: 'fixed',
      azimuthDeg: 45,
      hfovDeg: 62.5,
      vfovDeg: 34,
      rangeM: 80,
      restricted: true,
      installedOn: '2022-05-03',
      owner: '龙潭镇人民政府',
      retentionDays: 30,
    });
    expect(JSON.stringify({ summary, rows, problems, rejected })).not.toMatch(/secret9|10\.9\.8|aa:bb|13800000000/);
  });
  it('the edition of 2016: the place it watches becomes its purpose, else its use', async () => {
    const { rows } = await cameras(
      message(
        item(CAMERA, '<Info><PositionType>8</PositionType><UseType>1</UseType></Info>') +
          item('43052200001320000002', '<Info><UseType>2</UseType></Info>') +
          item('43052200001320000003', '<Info><PositionType>4/10</PositionType></Info>') +
          item('43052200001320000004', '<Info><PositionType>99</PositionType></Info>'),
      ),
    );
    expect(rows.map(({ fields }) => fields.purpose)).toEqual(['校园周边', '交通', '中心广场、交通干线', null]);
  });
  it('only types 131 and 132 are cameras; how many of which type stayed out is said', async () => {
    const ids = [
      CAMERA,
      '43052200001310000002',
      '43052200001220000003',
      '43052200002150000004',
      '43052200002150000005',
    ];
    const { rows, problems, rejected } = await cameras(
      message(`${item('430522')}${ids.map((id) => item(id)).join('')}`),
    );
    expect(rows.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(rejected).toHaveLength(4);
    const note = problems.find(({ code }) => code === 'camera.other_devices')!;
    expect(note.message).toContain('4 entries');
    expect(note.message).toContain('2 × 215 group, 1 × area division, 1 × 122 parent of several lenses');
    expect(note.messageZh).toContain('215 业务分组 2 个');
    expect(problems.every(({ severity }) => severity === 'note')).toBe(true);
  });
  it('a table of it: the same where a column says that its ids follow the standard, not elsewhere', async () => {
    const table = (name: string): string =>
      `${name},name,lon,lat\n${CAMERA},a,111.5,27.3\n43052200002150000004,b,111.5,27.3\n43052200009990000004,c,111.5,27.3\n`;
    expect((await cameras(table('国标编码'))).rows).toHaveLength(2);
    expect((await cameras(table('DeviceID'))).rows).toHaveLength(2);
    expect((await cameras(table('asset id'))).rows).toHaveLength(3);
  });
  it('a position of zero or none is a problem of its row', async () => {
    const bad = item(CAMERA).replace('111.5', '0').replace('27.3', '0') + item(CAMERA).replace('111.5', '');
    const { problems } = await cameras(message(bad));
    expect(problems.filter(({ severity }) => severity === 'error').map(({ row, code }) => `${row} ${code}`)).toEqual([
      '1 position.zero',
      '2 position.missing',
    ]);
  });
  it('several messages in one dump, with and without the lines of their transport', async () => {
    const head = 'MESSAGE sip:34020000002000000001@3402000000 SIP/2.0\r\nCSeq: 17 MESSAGE\r\n\r\n';
    const dump = `${head}${message(item(CAMERA))}${message(item('43052200001320000002'))}${head}${message(item('43052200001320000003'), { root: 'Notify' })}`;
    const { rows } = await cameras(encodeAs('gb18030', dump));
    expect(rows.map(({ row, id }) => `${row} ${id.slice(-1)}`)).toEqual(['1 1', '2 2', '3 3']);
  });
  it('the encoding that it names decides where its bytes leave it open', async () => {
    for (const name of ['路', '嬲']) {
      const { summary, rows } = await cameras(encodeAs('gb18030', message(item(CAMERA)).replace('路口', name)));
      expect([summary.encoding, rows[0]!.fields.name]).toEqual(['gb18030', name]);
    }
    // and does not where they tell otherwise
    const { summary, rows } = await cameras(message(item(CAMERA)));
    expect([summary.encoding, rows[0]!.fields.name]).toEqual(['utf-8', '路口']);
  });
  it('an ampersand in a name, CDATA, an item that never ends', async () => {
    const { rows, problems } = await cameras(
      message(
        item(CAMERA).replace('路口', 'A&B &lt;1&gt;') +
          item('43052200001320000002').replace('路口', '<![CDATA[C & D]]>') +
          '<Item><DeviceID>43052200001320000003</DeviceID>' +
          item('43052200001320000004'),
      ),
    );
    expect(rows.map(({ id, fields }) => `${id.slice(-1)} ${fields.name}`)).toEqual(['1 A&B <1>', '2 C & D', '4 路口']);
    expect(problems.filter(({ code }) => code === 'feature.invalid').map(({ row }) => row)).toEqual([3]);
  });
  it('says that whether a camera is online is read from the same file as another kind', async () => {
    const { problems } = await cameras(message(item(CAMERA, '<Status>ON</Status>')));
    expect(problems.find(({ code }) => code === 'camera.status_elsewhere')?.fix).toContain('status');
  });
});

describe('words about the state of cameras in the same XML', () => {
  const head = (date: string): string => `NOTIFY sip:a SIP/2.0\r\nDate: ${date}\r\n\r\n`;
  it('the time is that of the message: of its transport, or in it; without a zone it is that of China', async () => {
    const { rows } = await states(
      head('2026-03-01T10:11:12.000') +
        message(item(CAMERA, '<Status>ON</Status>')) +
        head('Sun, 01 Mar 2026 10:11:12 GMT') +
        message(item(CAMERA, '<Status>OFF</Status>')) +
        message('<Item><DeviceID>1</DeviceID><Event>VLOST</Event></Item>', {
          root: 'Notify',
          inside: '<NotifyTime>2026-03-02T00:00:00+08:00</NotifyTime>',
        }),
    );
    expect(rows.map(({ cameraId, state, at }) => `${cameraId} ${state} ${at}`)).toEqual([
      `${CAMERA} online 2026-03-01T02:11:12.000Z`,
      `${CAMERA} offline 2026-03-01T10:11:12.000Z`,
      '1 offline 2026-03-01T16:00:00.000Z',
    ]);
  });
  it('a message without a time does not take that of the one before', async () => {
    const { rows, problems } = await states(
      head('2026-03-01T10:11:12') +
        message(item(CAMERA, '<Status>ON</Status>')) +
        message(item(CAMERA, '<Status>OFF</Status>')),
    );
    expect(rows.map(({ state, at }) => `${state} ${at}`)).toEqual(['online 2026-03-01T02:11:12.000Z', 'offline null']);
    expect(problems.find(({ code }) => code === 'status.time_received')?.severity).toBe('note');
  });
  it('what is added to the list or taken out is no state', async () => {
    const { rows, problems } = await states(
      head('2026-03-01T10:11:12') +
        message(
          '<Item><DeviceID>1</DeviceID><Event>ADD</Event></Item><Item><DeviceID>2</DeviceID><Event>DEFECT</Event></Item>',
          {
            root: 'Notify',
          },
        ),
    );
    expect(rows.map(({ cameraId, state }) => `${cameraId} ${state}`)).toEqual(['2 offline']);
    expect(problems.find(({ code }) => code === 'status.list_event')?.row).toBe(1);
  });
});
