// How is a part of a workbook read tag by tag, however large it is, and without the tricks of XML?
import { SaxesParser } from 'saxes';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import { shownName } from './inflated.ts';

export interface XmlHandlers {
  /** names without their prefixes: the same workbook may be written with or without them */
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
  /** asked after every piece: the rest is not wanted */
  done?(): boolean;
}

const MAX_DEPTH = 64;
/** Between two tags, and in one attribute: a cell holds 32,767 characters. */
const MAX_STRETCH_CHARS = 4 * 1024 ** 2;

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};
/** `r:id` and `id`: the local name finds both. */
export const attributeOf = (attributes: Record<string, string>, wanted: string): string | null => {
  if (attributes[wanted] !== undefined) return attributes[wanted];
  for (const name of Object.keys(attributes)) if (local(name) === wanted) return attributes[name]!;
  return null;
};

/** Calls the handlers; yields after every piece of the part, so that what was found can be handed on. */
export async function* walkXml(part: ByteSource, path: string, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  let depth = 0;
  let stretch = 0;
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    stretch = 0;
    if (!isSelfClosing && ++depth > MAX_DEPTH)
      throw new FileFault('xlsx.too_deep', { path: shownName(path), limit: MAX_DEPTH });
    handlers.open?.(local(name), attributes);
  });
  parser.on('closetag', ({ name, isSelfClosing }) => {
    stretch = 0;
    if (!isSelfClosing) depth--;
    handlers.close?.(local(name));
  });
  const { text } = handlers;
  if (text) {
    parser.on('text', (piece) => text.call(handlers, piece));
    parser.on('cdata', (piece) => text.call(handlers, piece));
  }
  parser.on('doctype', () => {
    throw new FileFault('xlsx.doctype', { path: shownName(path) });
  });
  const feed = (piece: string): void => {
    stretch += piece.length;
    try {
      parser.write(piece);
    } catch (error) {
      if (error instanceof FileFault || !(error instanceof Error) || error.constructor !== Error) throw error;
      throw new FileFault('xlsx.xml', { path: shownName(path), why: error.message.slice(0, 120) });
    }
    if (stretch > MAX_STRETCH_CHARS)
      throw new FileFault('xlsx.xml', { path: shownName(path), why: 'a text without end' });
  };
  for await (const piece of textOf(part, path)) {
    feed(piece);
    yield;
    if (handlers.done?.()) return;
  }
  try {
    parser.close();
  } catch (error) {
    throw new FileFault('xlsx.xml', { path: shownName(path), why: (error as Error).message.slice(0, 120) });
  }
}

/** A part that is small enough to be read as a whole. */
export async function readXml(part: ByteSource, path: string, handlers: XmlHandlers): Promise<void> {
  for await (const _ of walkXml(part, path, handlers));
}

async function* textOf(part: ByteSource, path: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder!.decode(bytes, { stream: true }) : decoder!.decode();
    } catch {
      throw new FileFault('xlsx.xml', { path: shownName(path), why: 'bytes that are no text' });
    }
  };
  for await (const chunk of part.open()) {
    decoder ??= new TextDecoder(wide(chunk) ?? 'utf-8', { fatal: true });
    const text = decode(chunk);
    if (text !== '') yield text;
  }
  if (decoder === null) return;
  const rest = decode();
  if (rest !== '') yield rest;
}

const wide = (bytes: Uint8Array): string | null =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
