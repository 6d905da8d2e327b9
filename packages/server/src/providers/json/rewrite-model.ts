import type { RequestChanges } from '../contract.ts';
import { locate, splice } from './read-fields.ts';

const SPLICED = new Set(['model']);

/** The body with another value of the top-level `model`; nothing else is touched. */
export function rewriteModel(body: Buffer, changes: RequestChanges): Buffer {
  if (changes.model === undefined) return body;
  const model = locate(body, SPLICED).get('model');
  return model === undefined ? body : splice(body, [{ ...model, text: JSON.stringify(changes.model) }]);
}
