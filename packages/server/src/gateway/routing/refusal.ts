import type { RoutingCandidate } from '@weir/core/contract';
import { type ErrorCode, WeirError } from '@weir/core/errors';
import type { RequestFacts } from '../../providers/index.ts';
import type { Principal } from '../steps/authenticate.ts';
import { ownerOf } from '../steps/authenticate.ts';

/** Why no model is left for a call, by the rule that kept out the one asked for. */
export function refusalOf(
  { workload }: Principal,
  facts: RequestFacts,
  excluded: readonly RoutingCandidate[],
): WeirError {
  const [first] = excluded;
  const model = first === undefined ? facts.model : `${first.provider}/${first.model}`;
  const owner = ownerOf(workload.tags);
  const refuse = (code: ErrorCode, text: string, remedy: string) =>
    new WeirError(code, text, { field: 'model', remedy });
  switch (first?.reason) {
    case 'tier_not_allowed':
      return refuse(
        'tier_not_allowed',
        `The workload ${workload.id} may use models of tier ${workload.routing?.allowed_tiers.join(', ')}; ${model} is ${first.tier ?? 'of no known tier'}.`,
        `Use such a model, or ask ${owner} to allow the tier (weir workload change, routing.allowed_tiers).`,
      );
    case 'data_class':
      return refuse(
        'data_class_forbids',
        `Data of class ${workload.data?.class} may not go to ${first.provider}.`,
        `Use a model of a provider the class allows (weir data-class show ${workload.data?.class}), or ask ${owner}.`,
      );
    case 'capability_missing':
      return refuse(
        'capability_missing',
        `${model} cannot do what the request asks for: ${facts.needs?.join(', ')}.`,
        'Use a model with these capabilities; weir model list shows which have them.',
      );
    case 'context_too_small':
      return refuse(
        'capability_missing',
        `The request is longer than what ${model} can read.`,
        'Send less, or use a model with a larger context window.',
      );
    default:
      return refuse(
        'model_unknown',
        `No model stands behind ${facts.model.slice(0, 200)} for the workload ${workload.id}.`,
        'Check the route and that its providers are configured: weir route show, weir provider list.',
      );
  }
}
