import type { ProviderHealth, RoutingDecision, SimulateRoute } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { PriceBook } from '@weir/core/pricing';
import { adapterOf } from '../providers/index.ts';
import { platformOf } from '../providers/platforms/index.ts';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { ModelCatalog } from './ports.ts';
import type { CallRoute } from './routes.ts';
import { Health } from './routing/health.ts';
import { decisionOf } from './routing/plan.ts';
import { Planner } from './routing/planner.ts';
import { admit } from './steps/admit.ts';
import { principalOf } from './steps/authenticate.ts';

/**
 * What would become of a request now, decided by the code that decides on the call path, with what gateways last said of
 * the health of providers, without sending anything. Throws WeirError as the gateway would refuse such a call.
 */
export function simulateRoute(
  input: SimulateRoute,
  state: AdmissionState,
  book: () => PriceBook,
  catalog: ModelCatalog,
  now: number,
  seen: readonly ProviderHealth[],
): RoutingDecision {
  const health = new Health();
  health.restore(seen);
  const workload = state.workloads[input.workload];
  if (workload === undefined) throw new WeirError('not_found', `There is no workload ${input.workload}.`);
  const principal = principalOf(
    { id: '', workload: workload.id, state: 'active', tags: {} },
    workload,
    state,
  );
  admit(principal, { tags: principal.tags }, state, now);
  const planner = new Planner(catalog, book, health, Math.random, platformOf);
  const plan = planner.plan({
    principal,
    route: chatRoute(input.dialect),
    facts: {
      model: input.model,
      stream: false,
      maxOutputTokens: input.max_output_tokens,
      choices: 1,
      user: undefined,
      metadata: undefined,
      mustAskForUsage: false,
      needs: input.needs,
    },
    size: { textTokens: input.input_tokens, textMost: input.input_tokens, mediaBytes: 0 },
    state,
    now,
  });
  const named = { ...plan, reasons: plan.reasons ?? { rules: [`model ${input.model}`], excluded: [] } };
  const decision = decisionOf(named, plan.legs[0], [plan.legs[0]], []);
  return decision ?? { rules: [], candidates: [] };
}

function chatRoute(dialect: SimulateRoute['dialect']): CallRoute {
  const adapter = adapterOf(dialect);
  const operation = adapter?.operations.find(({ kind }) => kind === 'chat');
  if (adapter === undefined || operation === undefined) {
    throw new WeirError('invalid_argument', `No conversations are held in ${dialect}.`, { field: 'dialect' });
  }
  return { adapter, operation, key: `${dialect} ${operation.name}` };
}
