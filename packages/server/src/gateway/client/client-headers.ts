import type { AnswerHead } from '../upstream/headers.ts';
import type { AnswerContext } from './answer-context.ts';

/** Headers of an answer that starts now: the provider's, but for what no longer holds of the body, and Weir's own. */
export function clientHeaders(
  head: AnswerHead,
  { conversion, ownHeaders, streamType }: AnswerContext,
  unwrapped: boolean,
  stream: boolean,
  more: readonly string[] = [],
): string[] {
  if (!unwrapped && conversion === undefined) {
    // made for this answer alone: added to, not copied
    const { headers } = head;
    headers.push(...ownHeaders, ...more);
    return headers;
  }
  const changed = unwrapped || conversion?.changesDialect === true;
  const headers: string[] = [];
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    const name = head.headers[i] as string;
    const lower = name.toLowerCase();
    if (lower === 'content-encoding' || (lower === 'content-type' && changed)) continue;
    if (lower.startsWith('x-amzn-bedrock-content-type')) continue;
    headers.push(name, head.headers[i + 1] as string);
  }
  if (changed) headers.push('content-type', stream ? streamType : 'application/json');
  return [...headers, ...ownHeaders, ...more];
}
