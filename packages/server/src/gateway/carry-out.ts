import type { CallFact } from '@weir/core/contract';
import type { BegunCall } from '../ledger/spool/records.ts';
import type { AdmissionKill } from '../registry/admission-state.ts';
import type { Admitted } from './admitted.ts';
import type { PipelineDeps } from './call-deps.ts';
import type { Used } from './holdings.ts';
import { contentKeeper, keepContent } from './keep-content.ts';
import { KillSwitches, stopped } from './kills.ts';
import type { Outcome } from './outcome.ts';
import { turnAt, turnOf } from './provider-limits/index.ts';
import { rememberAnswer } from './resources/answered.ts';
import { PASSTHROUGH } from './resources/passthrough.ts';
import { addressOf } from './routing/place.ts';
import { type Leg, tryOf } from './routing/plan.ts';
import { Exchange } from './steps/forward.ts';
import { expectedCharges, type Priced, price, sumOf } from './steps/price.ts';
import { begunCall, endedCall } from './steps/record.ts';

/** How a call ended, once it is on record. */
export interface Done {
  readonly call: CallFact;
  readonly outcome: Outcome;
}

/**
 * From admission to the end: begin on record, forward, price, settle, end on record, and only then the client's last
 * bytes. Rejects only before the call went upstream (`spool_full`, `stopped_by_operator`).
 */
export async function carryOut(admitted: Admitted, deps: PipelineDeps): Promise<Done> {
  const { options, exchanges, clock, counters } = deps;
  const { spool } = options;
  // it may have waited for its turn, and been stopped meanwhile
  const before = killOf(admitted, admitted.plan.legs[0], deps);
  if (before !== undefined) throw stopped(before);
  const begun = begunCall(admitted, spool.instance);
  try {
    await spool.begin({ t: 'begin', call: begun });
  } catch (error) {
    admitted.holdings.release();
    throw error;
  }
  const keeper = contentKeeper(admitted, deps);
  const exchange: Exchange = new Exchange(
    admitted,
    (attempt, leg) => beforeTry(attempt, leg, exchange, admitted, begun, deps),
    deps,
    keeper,
  );
  exchanges.add(exchange);
  const meanwhile = killOf(admitted, admitted.plan.legs[0], deps);
  if (meanwhile?.cut) exchange.stop(stopped(meanwhile));
  const outcome = await exchange.run();
  exchanges.remove(exchange);
  if (deps.book !== undefined) rememberAnswer(deps.book, admitted, outcome);
  const priced = priceOrAssume(admitted, exchange, outcome, begun, deps);
  const endedAt = admitted.holdings.settle(usedBy(priced, outcome, exchange), clock.now());
  const call = endedCall(begun, admitted, {
    outcome,
    priced,
    exchange,
    endedAt,
    endedMono: clock.monotonic(),
  });
  counters.calls += 1;
  try {
    await spool.end({ t: 'end', call });
  } catch (error) {
    options.log.error({ err: error, call_id: call.call_id }, 'the end of a call could not be recorded');
    admitted.call.client.break();
    return { call, outcome };
  }
  try {
    outcome.deliver(options.config.cost_headers ? costHeaders(priced, begun.currency) : NO_HEADERS);
  } catch (error) {
    // on record and settled it is: a client that cannot be told must not make a second call of it
    options.log.error({ err: error, call_id: call.call_id }, 'an answer could not be delivered');
    admitted.call.client.break();
  }
  deps.prefixes.observe(admitted.principal.workload.id, outcome.leg.place, admitted.body);
  if (keeper !== undefined) keepContent(keeper, admitted, deps);
  return { call, outcome };
}

/**
 * Operations that cost nothing are forwarded without reservation. Those Weir knows leave no record; a path that was passed
 * on by policy does, for somebody may ask who took what.
 */
export async function forwardUnbilled(admitted: Admitted, deps: PipelineDeps): Promise<void> {
  const exchange = new Exchange(admitted, () => Promise.resolve(), deps);
  deps.exchanges.add(exchange);
  const outcome = await exchange.run();
  deps.exchanges.remove(exchange);
  if (admitted.call.route.operation.name === PASSTHROUGH) await recordFree(admitted, exchange, outcome, deps);
  outcome.deliver(NO_HEADERS);
}

async function recordFree(
  admitted: Admitted,
  exchange: Exchange,
  outcome: Outcome,
  { options, clock }: PipelineDeps,
): Promise<void> {
  const { model } = outcome.leg.place;
  const priced = { model, usage: {}, charges: [], costs: [], ...sumOf([]), estimated: false, priced: true };
  const ending = { outcome, priced, exchange, endedAt: clock.now(), endedMono: clock.monotonic() };
  const begun = begunCall(admitted, options.spool.instance);
  await options.spool.end({ t: 'end', call: endedCall(begun, admitted, ending) });
}

const NO_HEADERS: readonly string[] = [];

function usedBy({ costs, usage }: Priced, { facts, status }: Outcome, { attempts }: Exchange): Used {
  return {
    costs,
    tokens: (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0),
    toolCalls: facts?.toolCalls ?? 0,
    toolNames: facts?.toolNames ?? [],
    retries: Math.max(0, attempts.length - 1),
    failed: status !== 'ok',
  };
}

/** The kill switch, by the newest rules, that stops this call on its way there. */
function killOf(
  { principal, attribution }: Admitted,
  { place }: Leg,
  { options }: PipelineDeps,
): AdmissionKill | undefined {
  const state = options.state();
  if (state === undefined) return undefined;
  return KillSwitches.of(state).find({
    key: principal.key.id,
    workload: principal.workload.id,
    task: attribution.tags['task'],
    provider: place.provider.id,
  });
}

/** A further try: what all tries so far may cost together is held first, and the try is on record before it is made. */
async function beforeTry(
  attempt: number,
  leg: Leg,
  exchange: Exchange,
  admitted: Admitted,
  begun: BegunCall,
  deps: PipelineDeps,
): Promise<void> {
  const { holdings, principal } = admitted;
  const kill = killOf(admitted, leg, deps);
  // what is under way may end where that was said, but not by going to a provider that is stopped
  if (kill !== undefined && (kill.cut || kill.target === 'provider')) throw stopped(kill);
  const turn = turnAt(deps.providerLimits, addressOf(leg.place), turnOf(principal, leg.expected), {
    now: () => deps.clock.now(),
    after: deps.after,
  });
  if (turn !== undefined) await turn;
  const tries = exchange.billables.map((billable) => tryOf(billable.leg));
  tries.push(tryOf(leg));
  await holdings.reach(tries);
  await deps.options.spool.begin({
    t: 'attempt',
    call_id: begun.call_id,
    attempt,
    provider: leg.place.provider.id,
    model: leg.place.model,
    charges: expectedCharges(leg.expected, attempt),
  });
}

/** Should pricing fail, the reservation's own figure stands: a call that was made is never free. */
function priceOrAssume(
  { plan, call, purpose }: Admitted,
  { billables }: Exchange,
  { leg }: Outcome,
  begun: BegunCall,
  { options }: PipelineDeps,
): Priced {
  try {
    return price({ billables, leg, book: options.priceBook(), at: call.startedAt, purpose });
  } catch (error) {
    options.log.error(
      { err: error, call_id: call.id },
      'a call could not be priced; its reservation is charged',
    );
    const { charges, usage, priced } = begun;
    const { place } = plan.legs[0];
    const sum = sumOf(charges);
    const costs = [{ place: place.facts, amount: sum.costPico }];
    return { charges, usage, model: place.model, priced, estimated: true, ...sum, costs };
  }
}

function costHeaders(priced: Priced, currency: string): readonly string[] {
  if (currency !== 'USD') return NO_HEADERS;
  return ['x-weir-cost-usd', priced.cost, 'x-weir-cost-estimated', priced.estimated ? 'true' : 'false'];
}
