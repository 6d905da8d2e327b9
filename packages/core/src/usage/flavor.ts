import { WeirError } from '../errors/index.ts';
import { type Extractor, type ExtractorOwner, suitability } from './extractor.ts';
import { isMapping } from './path.ts';

/**
 * The extractor for a body. A named flavor is taken at its word; `undefined`, or `default` where the provider has
 * no such flavor, means: recognise the dialect from the body among those the provider speaks. `chat` on a provider
 * whose only dialect is its own means that one. Throws `invalid_argument` that lists what is allowed.
 */
export function chooseExtractor(
  owner: ExtractorOwner,
  flavor: string | undefined,
  body: Readonly<Record<string, unknown>>,
): Extractor {
  const known = owner.extractors ?? [];
  const named = (name: string) => known.find((extractor) => extractor.api_flavor === name);
  const exact = flavor === undefined ? undefined : named(flavor);
  if (exact !== undefined) return exact;
  if (flavor === 'chat') {
    const own = named('default');
    if (own !== undefined) return own;
  }
  if (flavor !== undefined && flavor !== 'default') throw unknownFlavor(owner, flavor);
  return recognise(known, body) ?? nothingKnown(owner);
}

/** The extractor that finds most in the body, of equals the likelier one; or undefined when the provider has none at all. */
function recognise(
  known: readonly Extractor[],
  body: Readonly<Record<string, unknown>>,
): Extractor | undefined {
  const preferred = likelyFlavors(body);
  const rank = ({ api_flavor: name }: Extractor) => {
    const place = preferred.indexOf(name);
    if (place >= 0) return place;
    return name === 'default' ? preferred.length : preferred.length + 1;
  };
  const ordered = [...known].sort((a, b) => rank(a) - rank(b));
  let best = ordered[0];
  let most = -1;
  for (const extractor of ordered) {
    const suits = suitability(extractor, body) ?? -1;
    if (suits > most) [best, most] = [extractor, suits];
  }
  return best;
}

/** Dialects a body looks like, most likely first. */
function likelyFlavors(body: Readonly<Record<string, unknown>>): readonly string[] {
  const { object, type, data, usage } = body;
  if (body['usageMetadata'] !== undefined) return ['default'];
  if (type === 'response.done') return ['realtime'];
  if (isAnthropicMessage(body)) return ['anthropic', 'default'];
  if (object === 'response') return ['responses'];
  if (object === 'list' && Array.isArray(data)) return ['embeddings'];
  if (isMapping(body['document_annotation']) || typeof body['document_annotation'] === 'string') {
    return ['ocr_annotated'];
  }
  const counts = isMapping(usage) ? usage : {};
  if (counts['prompt_tokens'] !== undefined) return ['chat', 'embeddings'];
  if (counts['input_tokens'] === undefined) return [];
  return Array.isArray(data) ? ['images', 'responses'] : ['responses'];
}

function isAnthropicMessage(body: Readonly<Record<string, unknown>>): boolean {
  if (body['type'] === 'message') return true;
  const usage = body['usage'];
  return (
    isMapping(usage) &&
    ('cache_read_input_tokens' in usage ||
      'cache_creation_input_tokens' in usage ||
      'server_tool_use' in usage)
  );
}

/** Provider whose dialect a body speaks, for servers the price list has no usage rules for. */
export function dialectOf(body: unknown): 'openai' | 'anthropic' | 'google' {
  if (!isMapping(body)) return 'openai';
  if (body['usageMetadata'] !== undefined) return 'google';
  return isAnthropicMessage(body) ? 'anthropic' : 'openai';
}

function unknownFlavor(owner: ExtractorOwner, flavor: string): WeirError {
  const allowed = (owner.extractors ?? []).map((extractor) => extractor.api_flavor).join(', ');
  return new WeirError('invalid_argument', `${owner.id} has no flavor ${JSON.stringify(flavor)}.`, {
    field: 'flavor',
    remedy: allowed === '' ? 'Leave the flavor out.' : `Use one of: ${allowed}, or leave it out.`,
  });
}

function nothingKnown(owner: ExtractorOwner): never {
  throw new WeirError('invalid_argument', `How ${owner.id} reports usage is not known.`, {
    field: 'body',
    remedy: 'Pass the quantities as usage instead of a body.',
  });
}
