import type { ProviderError } from './answer.ts';

const LONGEST_TEXT = 500;

/** A provider's error answer of any kind: what its dialect tells, else what can be said. */
export function readErrorAnswer(
  body: Buffer,
  status: number,
  read: (body: unknown) => Partial<ProviderError>,
): ProviderError {
  const text = body.toString('utf8', 0, Math.min(body.length, 64 * 1024)).trim();
  const { code, message } = read(parsedOrNothing(text));
  return { status, ...(code === undefined ? {} : { code }), message: message ?? plainMessage(text, status) };
}

/** Pages of proxies are of no use to a program; a line of plain text is. */
function plainMessage(text: string, status: number): string {
  const readable = text !== '' && !/^[<[{]/.test(text);
  return readable ? text.slice(0, LONGEST_TEXT) : `The provider answered with status ${status}.`;
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
