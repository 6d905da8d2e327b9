import type { RequestChanges, RequestLine } from '../contract.ts';
import { type Fields, readFields, splice } from '../json/read-fields.ts';
import { rewriteModel } from '../json/rewrite-model.ts';
import { finish } from '../json/scan-object.ts';
import { type Part, scanParts } from './parts.ts';

/** A field longer than this is no name, flag or number; prompts are left out. */
const LONGEST_FIELD = 4 * 1024;

export interface Form {
  /** Fields as JSON would have them: true, false and whole numbers are told from text. The last of equals wins. */
  readonly fields: Fields;
  /** Bytes of files. */
  readonly fileBytes: number;
}

/** Reads a form, or the JSON that some of these operations take as well. */
export function* readForm(
  body: Buffer,
  line: RequestLine,
  wanted: ReadonlySet<string>,
): Generator<void, Form> {
  if (!isMultipart(line)) return { fields: yield* readFields(body, wanted), fileBytes: 0 };
  const fields: Record<string, unknown> = {};
  let fileBytes = 0;
  for (const part of yield* scanParts(body, line.contentType)) {
    if (part.file) fileBytes += part.end - part.start;
    else if (wanted.has(part.name) && part.end - part.start <= LONGEST_FIELD) {
      fields[part.name] = fieldValue(part.name, body.toString('utf8', part.start, part.end));
    }
  }
  return { fields, fileBytes };
}

/** The body with another model in its `model` part or member. */
export function rewriteForm(body: Buffer, changes: RequestChanges, line: RequestLine): Buffer {
  if (!isMultipart(line)) return rewriteModel(body, changes);
  const { model } = changes;
  if (model === undefined) return body;
  const edits = finish(scanParts(body, line.contentType))
    .filter((part) => isModel(part))
    .map(({ start, end }) => ({ start, end, text: model }));
  return edits.length === 0 ? body : splice(body, edits);
}

function isModel(part: Part): boolean {
  return part.name === 'model' && !part.file;
}

function isMultipart(line: RequestLine): boolean {
  return /^multipart\//i.test(line.contentType);
}

/** Fields that are names, whatever they look like. */
const NAMES = new Set(['model', 'user']);

function fieldValue(name: string, text: string): unknown {
  if (NAMES.has(name)) return text;
  if (text === 'true' || text === 'True') return true;
  if (text === 'false' || text === 'False') return false;
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
