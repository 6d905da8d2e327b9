import { isObject, type Json } from '../../fields.ts';

export interface BatchLine {
  customId: string;
  url: string;
  body: Json;
}

export interface LineProblem {
  code: string;
  message: string;
  param: string | null;
  /** Counted from one. */
  line: number;
}

/** The requests of an uploaded JSONL file; one wrong line fails the batch, as with the real API. */
export function parseLines(
  content: Buffer,
  endpoint: string,
): { lines: BatchLine[]; problems: LineProblem[] } {
  const lines: BatchLine[] = [];
  const problems: LineProblem[] = [];
  const seen = new Set<string>();
  for (const [i, text] of content.toString('utf8').split('\n').entries()) {
    if (text.trim() === '') continue;
    const fail = (code: string, message: string, param: string | null = null) =>
      void problems.push({ code, message, param, line: i + 1 });
    const line = parsed(text);
    if (line === undefined) {
      fail('invalid_json_line', 'This line is not parseable as valid JSON.');
      continue;
    }
    const { custom_id: customId, url, body } = line;
    if (typeof customId !== 'string')
      fail('missing_required_parameter', 'Missing required parameter: custom_id.', 'custom_id');
    else if (seen.has(customId))
      fail('duplicate_custom_id', `The custom_id '${customId}' is used twice.`, 'custom_id');
    else if (url !== endpoint)
      fail('invalid_url', 'The URL provided for this request does not match the batch endpoint.', 'url');
    else if (!isObject(body)) fail('missing_required_parameter', 'Missing required parameter: body.', 'body');
    else if (body['stream'] === true)
      fail('invalid_request', 'Streaming is not supported in batches.', 'body.stream');
    else {
      seen.add(customId);
      lines.push({ customId, url, body });
    }
  }
  if (lines.length === 0 && problems.length === 0) {
    problems.push({ code: 'empty_file', message: 'The input file is empty.', param: null, line: 1 });
  }
  return { lines, problems };
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
