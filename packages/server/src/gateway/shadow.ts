import type { Prepared } from './admitted.ts';
import { Call } from './call.ts';
import type { PipelineDeps } from './call-deps.ts';
import { carryOut } from './carry-out.ts';
import { Nobody } from './client/answer-client.ts';
import { Holdings } from './holdings.ts';
import { tryOf } from './routing/plan.ts';
import type { Ask } from './routing/planner.ts';

/**
 * Sends a copy of some calls to another model, to compare it on real traffic. The client never waits for it nor sees
 * it. It is a call of its own in the books, its cost marked as evaluation and held against the same budget: when that has
 * no room, no copy is made.
 */
export function castShadow(original: Prepared, ask: Ask, deps: PipelineDeps): void {
  const rule = original.principal.workload.routing?.shadow;
  if (rule === undefined || original.call.route.operation.kind !== 'chat') return;
  if (deps.random() * 100 >= rule.percent) return;
  const leg = deps.planner.shadow(ask, rule.model);
  if (leg === undefined) return;
  const { route, head, line, id, origin } = original.call;
  const call = new Call(
    deps.options.id(),
    route,
    head,
    line,
    deps.clock.now(),
    deps.clock.monotonic(),
    new Nobody(),
    origin,
  );
  const plan = {
    legs: [leg] as const,
    escalations: [],
    escalatesErrors: false,
    reasons: { rules: [`shadow of ${id}`], excluded: [] },
  };
  const { principal, attribution } = original;
  const holdings = new Holdings(
    { key: principal.key.id, tags: attribution.tags },
    deps.options.limits,
    call.startedAt,
  );
  const admitted = {
    ...original,
    call,
    plan,
    holdings,
    // the filter of the original remembers what it put back; a copy's answer is read by nobody
    answerFilter: undefined,
    cache: undefined,
    purpose: 'evaluation' as const,
    parentCall: id,
  };
  deps.counters.inFlight += 1;
  Promise.resolve()
    .then(() => holdings.reach([tryOf(leg)]))
    .then(() => carryOut(admitted, deps))
    .catch((error: unknown) => {
      deps.options.log.warn({ err: error, call_id: call.id }, 'a shadow call was not made');
    })
    .finally(() => deps.ended());
}
