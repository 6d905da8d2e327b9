import { WeirError } from '@weir/core/errors';
import { insertCachePoints } from '../../cache/prompt/anthropic.ts';
import { minimumCacheTokens } from '../../cache/prompt/minimum-tokens.ts';
import type { Operation, RequestFacts } from '../../providers/index.ts';
import type { Translation, TranslationTarget } from '../../providers/translation/contract.ts';
import { withoutForeignThoughts } from '../../providers/translation/index.ts';
import type { Admitted } from '../admitted.ts';
import type { Place } from '../routing/place.ts';
import type { Leg } from '../routing/plan.ts';

/** What the provider is asked for: some dialects have an operation of its own for streams. */
export function upstreamOperation({ operation, translation }: Place, { stream }: RequestFacts): Operation {
  if (translation === undefined) return operation;
  return stream ? translation.streamOperation : translation.operation;
}

/**
 * The request as it goes upstream: translated where the provider speaks another dialect, else with only what must
 * differ spliced in. Throws WeirError `not_translatable`.
 */
export function upstreamBody({ place, expected }: Leg, admitted: Admitted, askForUsage: boolean): Buffer {
  const { translation, operation, model } = place;
  const { facts, body, principal } = admitted;
  const ready =
    translation === undefined
      ? rewritten(place, admitted, askForUsage)
      : translated(translation, body, {
          model,
          stream: facts.stream,
          maxOutputTokens: expected.outputTokens,
        });
  if (operation.name !== 'messages') return ready;
  if (principal.workload.caching?.prompt?.insert_cache_points !== true) return ready;
  return insertCachePoints(ready, { minimumTokens: minimumCacheTokens(model) });
}

/** Readers of conversations go into what they read: nobody means a request that is nested deeper than their stack. */
function translated(translation: Translation, body: Buffer, target: TranslationTarget): Buffer {
  try {
    return translation.request(body, target);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new WeirError('body_invalid', 'The request body is nested too deeply to be translated.', {
      remedy: 'Nest tool schemas and arguments less, or use a model served in the dialect of your client.',
      cause,
    });
  }
}

function rewritten(
  { operation, model }: Place,
  { facts, call, body }: Admitted,
  askForUsage: boolean,
): Buffer {
  // turns that another family of models answered carry its signatures, which this one would refuse
  const own = operation.kind === 'chat' ? withoutForeignThoughts(operation, body) : body;
  if (model === facts.model && !askForUsage) return own;
  const changes = { model: model === facts.model ? undefined : model, askForUsage };
  return operation.rewriteRequest(own, changes, call.line);
}
