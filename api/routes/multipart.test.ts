import { describe, expect, it } from 'vitest';
import { readParts } from './multipart.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function read(bytes: Buffer, size: number, contentType = 'multipart/form-data; boundary=xYz') {
  const parts: { name: string; fileName: string | null; content: string }[] = [];
  for await (const part of readParts(contentType, inPieces(bytes, size))) {
    const chunks: Buffer[] = [];
    for await (const chunk of part.bytes) chunks.push(Buffer.from(chunk));
    parts.push({ name: part.name, fileName: part.fileName, content: Buffer.concat(chunks).toString('latin1') });
  }
  return parts;
}
const body = (...parts: [header: string, content: string][]) =>
  Buffer.from(
    parts
      .map(([header, content]) => `--xYz\r\nContent-Disposition: form-data; ${header}\r\n\r\n${content}\r\n`)
      .join('') + '--xYz--\r\n',
    'latin1',
  );

describe('multipart', () => {
  const tricky = 'a\r\n--xY\r\n-\r\n--xYq\r\n\r\n';
  const bytes = body(['name="kind"', 'cameras'], ['name="empty"', ''], ['name="file"; filename="a.csv"', tricky]);

  it('gives the same parts however the bytes are cut', async () => {
    const whole = await read(bytes, bytes.length);
    expect(whole).toEqual([
      { name: 'kind', fileName: null, content: 'cameras' },
      { name: 'empty', fileName: null, content: '' },
      { name: 'file', fileName: 'a.csv', content: tricky },
    ]);
    for (let size = 1; size < 60; size++) expect(await read(bytes, size), `pieces of ${size}`).toEqual(whole);
  });

  it('a part that is not read is skipped, not mixed into the next', async () => {
    const names: string[] = [];
    for await (const part of readParts('multipart/form-data; boundary=xYz', inPieces(bytes, 7))) names.push(part.name);
    expect(names).toEqual(['kind', 'empty', 'file']);
  });

  it('a body that ends early is refused, wherever it ends', async () => {
    for (const length of [0, 3, 20, 60, bytes.length - 30, bytes.length - 8]) {
      await expect(read(bytes.subarray(0, length), 16), `cut at ${length}`).rejects.toMatchObject({
        code: 'http.multipart_invalid',
      });
    }
  });

  it('a body without its boundary, without names, or with an endless header is refused', async () => {
    await expect(read(bytes, 16, 'multipart/form-data')).rejects.toMatchObject({ status: 400 });
    await expect(read(body(['nome="kind"', 'x']), 16)).rejects.toMatchObject({ status: 400 });
    const endless = Buffer.from(`--xYz\r\n${'X: y\r\n'.repeat(10_000)}`);
    await expect(read(endless, 1000)).rejects.toMatchObject({ status: 400 });
  });

  it('a file name loses its folders and control characters and keeps its Chinese', async () => {
    const name = async (header: string) => (await read(body([header, 'x']), 64))[0].fileName;
    expect(await name('name="file"; filename="..\\..\\C:\\boot.ini"')).toBe('boot.ini');
    expect(await name('name="file"; filename="/etc/passwd"')).toBe('passwd');
    expect(await name(`name="file"; filename*=UTF-8''${encodeURIComponent('点位\u202e表.csv')}`)).toBe('点位表.csv');
    const utf8 = Buffer.from(
      '--xYz\r\nContent-Disposition: form-data; name="file"; filename="点位.csv"\r\n\r\nx\r\n--xYz--',
    );
    expect((await read(utf8, 5))[0].fileName).toBe('点位.csv');
  });
});
