import { insertCachePoints } from '../../cache/prompt/anthropic.ts';
import { minimumCacheTokens } from '../../cache/prompt/minimum-tokens.ts';
import type { Admitted } from '../admitted.ts';
import type { Leg } from '../routing/plan.ts';

/**
 * The request as it goes upstream: translated where the provider speaks another dialect, else with only what must
 * differ spliced in. Throws WeirError `not_translatable`.
 */
export function upstreamBody({ place, expected }: Leg, admitted: Admitted, askForUsage: boolean): Buffer {
  const { translation, operation, model } = place;
  const { facts, call, body, principal } = admitted;
  const ready =
    translation === undefined
      ? rewritten()
      : translation.request(body, { model, stream: facts.stream, maxOutputTokens: expected.outputTokens });
  const { prompt } = principal.workload.caching ?? {};
  if (prompt?.insert_cache_points !== true || operation.name !== 'messages') return ready;
  return insertCachePoints(ready, { minimumTokens: minimumCacheTokens(model) });

  function rewritten(): Buffer {
    if (model === facts.model && !askForUsage) return body;
    const changes = { model: model === facts.model ? undefined : model, askForUsage };
    return operation.rewriteRequest(body, changes, call.line);
  }
}
