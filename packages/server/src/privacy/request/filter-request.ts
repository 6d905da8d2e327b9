import { FindCounter, type Inspector } from '../inspect.ts';
import type { Zone } from '../json/walk.ts';
import { Placeholders } from './placeholders.ts';
import { rewriteNodes } from './rewrite.ts';
import { textNodes } from './texts.ts';

export interface RedactedRequest {
  readonly body: Buffer;
  readonly found: FindCounter;
  /** Placeholder to original; empty when nothing was redacted. */
  readonly originals: ReadonlyMap<string, string>;
}

/** Looks through the texts of a request. A body that is no JSON object stays as it is: admission refuses it. */
export function redactRequest(body: Buffer, zone: Zone, inspector: Inspector): RedactedRequest {
  const found = new FindCounter();
  const placeholders = new Placeholders();
  const nodes = isObject(body) ? textNodes(body, zone) : undefined;
  if (nodes === undefined) return { body, found, originals: placeholders.originals };
  reserveAll(body, placeholders);
  for (const node of nodes) placeholders.reserve(node.text);
  const redacted = rewriteNodes(body, nodes, (text) => {
    const finds = inspector.find(text);
    for (const find of finds) found.add(find);
    return finds
      .filter((find) => find.action === 'redact')
      .map(({ start, end, detector }) => ({
        start,
        end,
        text: placeholders.of(detector, text.slice(start, end)),
      }));
  });
  return { body: redacted, found, originals: placeholders.originals };
}

/** Also what is not looked at (tool names, schemas) may hold what a model could repeat. */
function reserveAll(body: Buffer, placeholders: Placeholders): void {
  const step = 1 << 20;
  for (let at = 0; at < body.length; at += step) {
    placeholders.reserve(body.toString('latin1', at, Math.min(body.length, at + step + 64)));
  }
}

function isObject(body: Buffer): boolean {
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return body[at] === 0x7b;
}
