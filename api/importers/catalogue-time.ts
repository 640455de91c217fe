// When was a message of a catalogue dump sent? The lists have no time of their own; the transport or the message may.

export interface MessageTime {
  /** what stands before an item, piece by piece, each once */
  pass(between: string): void;
  /** of the message that is being read; null = it does not say */
  time(): string | null;
}

const END = /<\/(?:\w+:)?(?:Response|Notify)\s*>/gi;
/** `Date: 2022-03-01T10:11:12.000` of SIP, or an element such as <NotifyTime>. */
const TIME =
  /^Date:[ \t]*([^\r\n]{10,40})[ \t]*(?:\r|\n)|<(?:\w+:)?(?:Time|DateTime|NotifyTime|RecordTime|UpdateTime|TimeStamp)>([^<]{10,40})</gim;

export function createMessageTime(): MessageTime {
  let now: string | null = null;
  return {
    pass(between) {
      let from = 0;
      for (const end of between.matchAll(END)) {
        from = end.index + end[0].length;
        now = null;
      }
      for (const found of between.slice(from).matchAll(TIME)) now = asIso((found[1] ?? found[2]!).trim());
    },
    time: () => now,
  };
}

/** `Sat, 13 Nov 2010 23:29:00 GMT` of older transports; everything else is left as it is written. */
const asIso = (text: string): string => {
  if (!/^[a-z]{3},.*\bGMT$/i.test(text)) return text;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
};
