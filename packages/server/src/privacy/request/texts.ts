import { decodeLiteral } from '../json/literal.ts';
import { walkJson, type Zone } from '../json/walk.ts';

/** A string or number of a document that a model reads. */
export interface TextNode {
  /** Its bytes, without quotes. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'text' | 'json' | 'number';
  readonly text: string;
}

/** Looked at to tell base64 from text. */
const SAMPLE = 512;
const BASE64 = /^(?:data:[^,]{0,100},)?[A-Za-z0-9+/=_-]*$/;
/** Shorter than anything that may be found: not worth decoding. */
const SHORTEST = 6;

/** Undefined where the bytes cannot be JSON. */
export function textNodes(bytes: Buffer, root: Zone): TextNode[] | undefined {
  const nodes: TextNode[] = [];
  const valid = walkJson(bytes, root, {
    string(start, end, zone) {
      if (end - start < SHORTEST || (zone.strings === 'unless_binary' && isBinary(bytes, start, end))) return;
      const kind = zone.strings === 'json' ? 'json' : 'text';
      nodes.push({ start, end, kind, text: decodeLiteral(bytes, start, end) });
    },
    number(start, end) {
      if (end - start >= SHORTEST) {
        nodes.push({ start, end, kind: 'number', text: bytes.toString('latin1', start, end) });
      }
    },
  });
  return valid ? nodes : undefined;
}

function isBinary(bytes: Buffer, start: number, end: number): boolean {
  return BASE64.test(bytes.toString('latin1', start, Math.min(end, start + SAMPLE)));
}
