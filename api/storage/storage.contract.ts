// What every database behind the Storage seam must do: run by the test of each opener.
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { CameraType, Stage } from '#contract/camera';
import { appendAudit, auditPage, brokenAuditRow } from './audit.repository.ts';
import { sightRows } from './camera-sight.repository.ts';
import { type CameraRecord, cameraPage, putCameras } from './cameras.repository.ts';
import { raise, readMeta, writeMeta } from './meta.repository.ts';
import { EVERYTHING } from './scope.ts';
import type { Storage } from './storage.ts';
import { audit, cameras, meta, obstacles } from './tables.sqlite.ts';
import { boxRanges, zkeyOf } from './zkey.ts';

const camera = (id: string, longitude: number, latitude: number, more: Partial<CameraRecord> = {}): CameraRecord => ({
  id,
  name: null,
  longitude,
  latitude,
  zkey: zkeyOf(longitude, latitude),
  type: null,
  azimuthDeg: null,
  hfovDeg: null,
  rangeM: null,
  nearM: null,
  heightM: null,
  tiltDeg: null,
  vfovDeg: null,
  lensHfovDeg: null,
  resolutionH: null,
  stage: 'installed',
  plannedOn: null,
  approvedOn: null,
  procuredOn: null,
  installedOn: null,
  networkedOn: null,
  acceptedOn: null,
  retiredOn: null,
  owner: null,
  purpose: null,
  parentId: null,
  legalBasis: null,
  reviewOn: null,
  retentionDays: null,
  filingNo: null,
  filedOn: null,
  signage: null,
  restricted: false,
  count: 1,
  originalX: null,
  originalY: null,
  originalCrs: 'wgs84',
  regionCode: null,
  source: null,
  revision: 1,
  validFrom: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

export function storageContract(open: () => Promise<Storage>): void {
  const withStorage = async (body: (storage: Storage) => Promise<void>): Promise<void> => {
    const storage = await open();
    try {
      await body(storage);
    } finally {
      await storage.close();
    }
  };

  test('a rejected transaction leaves nothing, also after an await', () =>
    withStorage(async (storage) => {
      const failing = storage.transaction(async (writer) => {
        await raise(writer, 'dataVersion');
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('on purpose');
      });
      await expect(failing).rejects.toThrow('on purpose');
      expect(await readMeta(storage.reader, 'dataVersion')).toBe(0);
    }));

  test('transactions that start together happen one after the other', () =>
    withStorage(async (storage) => {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          storage.transaction(async (writer) => {
            const before = await readMeta(writer, 'dataVersion');
            await new Promise((resolve) => setImmediate(resolve));
            await writeMeta(writer, 'dataVersion', before + 1);
          }),
        ),
      );
      expect(await readMeta(storage.reader, 'dataVersion')).toBe(20);
    }));

  test('a transaction inside a transaction is refused instead of waiting for itself', () =>
    withStorage(async (storage) => {
      const nested = storage.transaction(() => storage.transaction(async () => {}));
      await expect(nested).rejects.toThrow('no transaction inside a transaction');
      await storage.transaction((writer) => raise(writer, 'dataVersion').then(() => {}));
      expect(await readMeta(storage.reader, 'dataVersion')).toBe(1);
    }));

  test('a reader does not see what is not committed', () =>
    withStorage(async (storage) => {
      await storage.transaction(async (writer) => {
        await raise(writer, 'dataVersion');
        expect(await readMeta(storage.reader, 'dataVersion')).toBe(0);
        expect(await readMeta(writer, 'dataVersion')).toBe(1);
      });
      expect(await readMeta(storage.reader, 'dataVersion')).toBe(1);
    }));

  test('a consistent read stays at its version while others write', () =>
    withStorage(async (storage) => {
      await storage.read(async (reader) => {
        expect(await readMeta(reader, 'dataVersion')).toBe(0);
        await storage.transaction((writer) => raise(writer, 'dataVersion').then(() => {}));
        expect(await readMeta(reader, 'dataVersion')).toBe(0);
      });
      expect(await readMeta(storage.reader, 'dataVersion')).toBe(1);
    }));

  test('a copy stays at its version while others write, holds the tables asked for, and nobody waits for it', () =>
    withStorage(async (storage) => {
      await storage.transaction((writer) => putCameras(writer, [camera('A', 110, 27, { signage: false })]));
      let readMs = -1;
      const inCopy = storage.readCopy(
        [meta, cameras],
        async (reader) => {
          await storage.transaction(async (writer) => {
            await raise(writer, 'dataVersion');
            await putCameras(writer, [camera('A', 111, 28), camera('B', 110, 27)]);
          });
          expect(await readMeta(reader, 'dataVersion')).toBe(0);
          expect(await cameraPage(reader, EVERYTHING, {}, '', 9)).toEqual([camera('A', 110, 27, { signage: false })]);
          await expect(async () => reader.select().from(audit)).rejects.toThrow();
          throw new Error('on purpose');
        },
        (ms) => {
          readMs = ms;
        },
      );
      await expect(inCopy).rejects.toThrow('on purpose');
      expect(readMs).toBeGreaterThan(0);
      expect(await readMeta(storage.reader, 'dataVersion')).toBe(1);
    }));

  test('more consistent reads than connections wait their turn and all end', () =>
    withStorage(async (storage) => {
      const seen = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          storage.read(async (reader) => {
            await new Promise((resolve) => setImmediate(resolve));
            return (await readMeta(reader, 'dataVersion')) + i;
          }),
        ),
      );
      expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => i));
    }));

  test('bytes, numbers, truth values and nothing come back as they went in', () =>
    withStorage(async (storage) => {
      const row = {
        shape: 'wall' as const,
        heightM: 0.1 + 0.2,
        minLon: -0,
        minLat: 1e-300,
        maxLon: 1,
        maxLat: 2,
        source: '来源',
      };
      const geometry = Uint8Array.from([0, 1, 254, 255]);
      await storage.transaction(async (writer) => {
        writer.insertMany(obstacles, [
          { id: 1, ...row, geometry },
          { id: 2, ...row, heightM: null, geometry: geometry.subarray(1, 3) },
        ]);
        await putCameras(writer, [camera('c', 1, 2, { signage: false, count: 2 ** 31 })]);
      });
      const rows = await storage.reader.select().from(obstacles);
      expect(rows.map((r) => [r.heightM, [...r.geometry]])).toEqual([
        [0.1 + 0.2, [0, 1, 254, 255]],
        [null, [1, 254]],
      ]);
      const [back] = await cameraPage(storage.reader, EVERYTHING, {}, '', 10);
      expect(back).toEqual(camera('c', 1, 2, { signage: false, count: 2 ** 31 }));
    }));

  test('insertMany replaces only when it is asked to', () =>
    withStorage(async (storage) => {
      await storage.transaction((writer) => putCameras(writer, [camera('a', 1, 1)], 'insert'));
      await expect(
        storage.transaction((writer) => putCameras(writer, [camera('a', 2, 2)], 'insert')),
      ).rejects.toThrow();
      await storage.transaction((writer) => putCameras(writer, [camera('a', 3, 3)]));
      expect((await cameraPage(storage.reader, EVERYTHING, {}, '', 10)).map((c) => c.longitude)).toEqual([3]);
    }));

  test('points are found by ranges of their Z-order key, near and far seeing ones apart', () =>
    withStorage(async (storage) => {
      const rows = Array.from({ length: 400 }, (_, i) =>
        camera(`p${i}`, 110 + (i % 20) * 0.01, 30 + Math.floor(i / 20) * 0.01, { rangeM: i % 4 === 0 ? 900 : null }),
      );
      await storage.transaction((writer) => putCameras(writer, rows, 'insert'));
      const box = [110.045, 30.045, 110.105, 30.085] as const;
      const within = rows.filter(
        (r) => r.longitude >= box[0] && r.longitude <= box[2] && r.latitude >= box[1] && r.latitude <= box[3],
      );
      const ranges = boxRanges(box);
      const near = await sightRows(storage.reader, EVERYTHING, ranges, { overM: null, uptoM: 300 });
      const far = await sightRows(storage.reader, EVERYTHING, ranges, { overM: 300, uptoM: 1_000 });
      const found = new Set([...near, ...far].map((r) => r.id));
      for (const row of within) expect(found).toContain(row.id);
      expect(far.every((r) => r.rangeM === 900)).toBe(true);
      expect(near.every((r) => r.rangeM === null)).toBe(true);
      expect(found.size).toBeLessThan(200);
    }));

  test('every type, stage and count of a camera is read for measuring as it was written', () =>
    withStorage(async (storage) => {
      const rows = [null, ...CameraType.options].flatMap((type, t) =>
        Stage.options.flatMap((stage, s) =>
          [1, 2, 5_000_000].map((count) =>
            camera(`k${t}-${s}-${count}`, 110 + t / 100, 30 + s / 100, { type, stage, count }),
          ),
        ),
      );
      await storage.transaction((writer) => putCameras(writer, rows, 'insert'));
      const ranges = boxRanges([109, 29, 111, 31]);
      const read = await sightRows(storage.reader, EVERYTHING, ranges, { overM: null, uptoM: 300 });
      const kindOf = ({ id, type, stage, count }: (typeof read)[number]) => ({ id, type, stage, count });
      expect(new Map(read.map((row) => [row.id, kindOf(row)]))).toEqual(
        new Map(rows.map(({ id, type, stage, count }) => [id, { id, type, stage, count }])),
      );
    }));

  test('the audit chain shows an edit, a deletion and a reordering', () =>
    withStorage(async (storage) => {
      const entry = (n: number) => ({ at: `t${n}`, actor: 'a', action: 'x', subject: String(n), detail: { n } });
      await storage.transaction(async (writer) => {
        for (let n = 1; n <= 5; n += 1) await appendAudit(writer, entry(n));
      });
      expect(await brokenAuditRow(storage.reader, EVERYTHING)).toBeNull();
      await storage.transaction(async (writer) => {
        await writer.update(audit).set({ actor: 'b' }).where(eq(audit.seq, 3));
      });
      expect(await brokenAuditRow(storage.reader, EVERYTHING)).toBe(3);
      await storage.transaction(async (writer) => {
        await writer.update(audit).set({ actor: 'a' }).where(eq(audit.seq, 3));
        await writer.delete(audit).where(eq(audit.seq, 2));
      });
      expect(await brokenAuditRow(storage.reader, EVERYTHING)).toBe(3);
      expect(await auditPage(storage.reader, EVERYTHING, 0, 10)).toHaveLength(4);
    }));

  test('what was committed is there after closing and opening', async () => {
    const first = await open();
    await first.transaction((writer) => raise(writer, 'dataVersion').then(() => {}));
    await first.close();
    const second = await open();
    expect(await readMeta(second.reader, 'dataVersion')).toBe(1);
    expect(await second.reader.select().from(meta)).toHaveLength(1);
    await second.close();
  });
}
