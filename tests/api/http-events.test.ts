import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from './http-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await openTestApp();
});
afterEach(() => test.close());

/** Reads until the text holds what is looked for, or the stream ends. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let text = '';
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  return text;
}

describe('live events', () => {
  it('greet with the data version and a retry hint, then pass on what is published', async () => {
    const reply = await test.app.request('/api/events');
    expect(reply.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    const reader = reply.body!.getReader();
    const hello = await readUntil(reader, '"hello"');
    expect(hello).toMatch(/^retry: \d+\n\n/);
    expect(hello).toContain('event: hello\ndata: {"type":"hello","dataVersion":');
    test.deps.events.publish({ type: 'data', dataVersion: 41, regions: null });
    expect(await readUntil(reader, '41')).toBe(
      'event: data\ndata: {"type":"data","dataVersion":41,"regions":null}\n\n',
    );
    await reader.cancel();
  });

  it('a reader that goes away is forgotten; a stop ends every stream and opens none', async () => {
    const open = async () => (await test.app.request('/api/events')).body!.getReader();
    const streams = async () =>
      /^lacuna_event_streams (\d+)$/m.exec(await (await test.app.request('/metrics')).text())?.[1];
    const gone = await open();
    await readUntil(gone, 'hello');
    await gone.cancel();
    const staying = await open();
    await readUntil(staying, 'hello');
    expect(await streams()).toBe('1');
    test.app.closeStreams();
    expect(await readUntil(staying, 'never')).toBe('');
    expect(await streams()).toBe('0');
    expect((await test.app.request('/api/events')).status).toBe(503);
  });

  it('more listeners than the service carries are asked to come back', async () => {
    const replies = await Promise.all(Array.from({ length: 205 }, () => test.app.request('/api/events')));
    expect(replies.filter((reply) => reply.status === 503)).toHaveLength(5);
    expect(replies.at(-1)!.headers.get('Retry-After')).toBeTruthy();
  });
});
