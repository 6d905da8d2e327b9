import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { payloadStart } from './frame-relay.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const TYPE = '{"type":"';
/** No event of any dialect has a longer name. */
const LONGEST = 64;

/**
 * Name of a frame's event: its `event:` line, else the `type` of its payload; empty when it has neither. Works on the
 * beginning of a frame, too, as long as the name stands there.
 */
export function eventName(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] === 0x65 && bytes[start + 5] === 0x3a) {
    const at = bytes[start + 6] === 0x20 ? start + 7 : start + 6;
    const limit = Math.min(end, at + LONGEST);
    let stop = at;
    while (stop < limit && bytes[stop] !== LF && bytes[stop] !== CR) stop += 1;
    return bytes.toString('latin1', at, stop);
  }
  const payload = payloadStart(bytes, start, end);
  if (payload === -1) return '';
  const from = payload + TYPE.length;
  if (bytes.toString('latin1', payload, from) === TYPE) {
    const quote = bytes.indexOf(QUOTE, from);
    return quote === -1 || quote > from + LONGEST ? '' : bytes.toString('latin1', from, quote);
  }
  return textOrNothing(objectOrNothing(parseOrNothing(bytes, payload, end))?.['type']) ?? '';
}
