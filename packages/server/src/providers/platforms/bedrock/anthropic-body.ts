import { headerOf } from '../flat-headers.ts';
import { memberText, withMembers } from '../json-members.ts';

const VERSION = '"bedrock-2023-05-31"';
/** Said by the path. */
const SAID_ELSEWHERE = new Set(['model', 'stream']);

/** A Messages request as InvokeModel takes it: betas of the header go into the body. Throws WeirError `body_not_json`. */
export function invokeBody(body: Buffer, headers: readonly string[]): Buffer {
  const betas = (headerOf(headers, 'anthropic-beta') ?? '').split(',').flatMap((beta) => beta.trim() || []);
  const set: Record<string, string> = { anthropic_version: VERSION };
  if (betas.length > 0) {
    const own = textList(memberText(body, 'anthropic_beta'));
    set['anthropic_beta'] = JSON.stringify([...new Set([...own, ...betas])]);
  }
  return withMembers(body, { drop: SAID_ELSEWHERE, set });
}

function textList(json: string | undefined): string[] {
  if (json === undefined) return [];
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}
