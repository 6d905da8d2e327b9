import { WeirError } from '@weir/core/errors';

/** One part of a multipart body: its name, and where its content stands. */
export interface Part {
  readonly name: string;
  /** It is a file: has a file name. */
  readonly file: boolean;
  readonly start: number;
  readonly end: number;
}

/** More parts than this is no form. */
const MOST_PARTS = 1_000;
const LONGEST_HEAD = 16 * 1024;
/** Bytes searched between two yields: well under a millisecond. */
const SLICE = 4 * 1024 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const CRLF = Buffer.from('\r\n');
const DASH = 0x2d;

/**
 * Finds the parts of a `multipart/form-data` body (RFC 7578) without copying it. Throws WeirError `body_invalid`
 * when the body is not laid out as its content type says.
 */
export function* scanParts(body: Buffer, contentType: string): Generator<void, readonly Part[]> {
  const delimiter = Buffer.from(`--${boundaryOf(body, contentType)}`);
  const between = Buffer.concat([CRLF, delimiter]);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  if (at > 0) at = yield* find(body, between, 0, 2);
  if (at === -1) throw malformed('does not contain its boundary');
  for (;;) {
    const after = at + delimiter.length;
    if (body[after] === DASH && body[after + 1] === DASH) return parts;
    const headStart = body.indexOf(CRLF, after);
    const headEnd = headStart === -1 ? -1 : body.indexOf(HEAD_END, headStart);
    if (headEnd === -1 || headEnd - after > LONGEST_HEAD) throw malformed('has a part without a head');
    if (parts.length === MOST_PARTS) throw malformed(`has over ${MOST_PARTS} parts`);
    const start = headEnd + HEAD_END.length;
    // a part without content ends with the line end of its head
    at = yield* find(body, between, start - CRLF.length, CRLF.length);
    if (at === -1) throw malformed('ends before its last boundary');
    const end = Math.max(start, at - CRLF.length);
    parts.push({ ...disposition(body.toString('utf8', headStart, headEnd)), start, end });
  }
}

/** Position of the needle plus `skip`, or -1; looks at one slice at a time. */
function* find(body: Buffer, needle: Buffer, from: number, skip: number): Generator<void, number> {
  for (let pos = from; pos < body.length; pos += SLICE) {
    const at = body.subarray(pos, pos + SLICE + needle.length).indexOf(needle);
    if (at !== -1) return pos + at + skip;
    yield;
  }
  return -1;
}

/** The boundary keeps its case in the body, which a lower-cased content type has lost. */
function boundaryOf(body: Buffer, contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const said = match?.[1] ?? match?.[2];
  if (said === undefined) {
    throw new WeirError('body_invalid', 'The multipart request names no boundary.', {
      field: 'content-type',
      remedy: 'Send Content-Type: multipart/form-data; boundary=..., as HTTP clients do for forms.',
    });
  }
  const first = body.toString('latin1', 2, 2 + said.length);
  return body[0] === DASH && body[1] === DASH && first.toLowerCase() === said.toLowerCase() ? first : said;
}

function disposition(head: string): { name: string; file: boolean } {
  const line = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  return { name: parameter(line, 'name') ?? '', file: /;\s*filename\*?=/i.test(line) };
}

function parameter(line: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(line);
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2];
}

function malformed(problem: string): WeirError {
  return new WeirError('body_invalid', `The multipart request body ${problem}.`, {
    field: 'body',
    remedy: 'Send one complete multipart/form-data body with the boundary that Content-Type names.',
  });
}
