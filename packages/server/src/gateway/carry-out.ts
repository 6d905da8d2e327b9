import type { BegunCall } from '../ledger/spool/records.ts';
import type { Admitted, Prepared } from './admitted.ts';
import type { PipelineDeps } from './call-deps.ts';
import type { Outcome } from './outcome.ts';
import { Exchange } from './steps/forward.ts';
import { expectedCharges, type Priced, price, sumOf } from './steps/price.ts';
import { begunCall, endedCall } from './steps/record.ts';

/**
 * From admission to the end: begin on record, forward, price, settle, end on record, and only then the client's last
 * bytes. Rejects only before the call went upstream (`spool_full`).
 */
export async function carryOut(admitted: Admitted, deps: PipelineDeps): Promise<void> {
  const { spool, log } = deps.options;
  const begun = begunCall(admitted, spool.instance);
  try {
    await spool.begin({ t: 'begin', call: begun });
  } catch (error) {
    admitted.reservation.release();
    throw error;
  }
  const { outcome, exchange } = await forward(admitted, deps, (attempt) =>
    spool.begin({
      t: 'attempt',
      call_id: begun.call_id,
      attempt,
      provider: begun.provider,
      model: begun.model,
      charges: expectedCharges(admitted.expected, attempt),
    }),
  );
  const priced = priceOrAssume(admitted, exchange, outcome, begun, deps);
  admitted.reservation.settle(priced.costPico);
  const call = endedCall(begun, admitted, {
    outcome,
    priced,
    attempts: exchange.attempts,
    endedAt: deps.clock.now(),
    endedMono: deps.clock.monotonic(),
  });
  deps.counters.calls += 1;
  try {
    await spool.end({ t: 'end', call });
  } catch (error) {
    log.error({ err: error, call_id: call.call_id }, 'the end of a call could not be recorded');
    admitted.call.client.break();
    return;
  }
  outcome.deliver(deps.options.config.cost_headers ? costHeaders(priced, begun.currency) : []);
}

/** Operations that cost nothing are forwarded without reservation and leave no record. */
export async function forwardUnbilled(prepared: Prepared, deps: PipelineDeps): Promise<void> {
  const { outcome } = await forward(prepared, deps, () => Promise.resolve());
  outcome.deliver([]);
}

async function forward(
  prepared: Prepared,
  deps: PipelineDeps,
  beforeRetry: (attempt: number) => Promise<void>,
): Promise<{ outcome: Outcome; exchange: Exchange }> {
  const exchange = new Exchange(prepared, beforeRetry, deps);
  deps.exchanges.add(exchange);
  const outcome = await exchange.run();
  deps.exchanges.remove(exchange);
  return { outcome, exchange };
}

/** Should pricing fail, the reservation's own figure stands: a call that was made is never free. */
function priceOrAssume(
  admitted: Admitted,
  exchange: Exchange,
  outcome: Outcome,
  begun: BegunCall,
  { options }: PipelineDeps,
): Priced {
  const { expected, target, call } = admitted;
  try {
    return price({
      expected,
      target,
      outcome,
      attempt: Math.max(1, exchange.attempts.length),
      unanswered: exchange.unanswered,
      book: options.priceBook(),
      at: call.startedAt,
    });
  } catch (error) {
    options.log.error(
      { err: error, call_id: call.id },
      'a call could not be priced; its reservation is charged',
    );
    const { charges, usage, model, priced } = begun;
    return { charges, usage, model, priced, estimated: true, ...sumOf(charges) };
  }
}

function costHeaders(priced: Priced, currency: string): string[] {
  if (currency !== 'USD') return [];
  return ['x-weir-cost-usd', priced.cost, 'x-weir-cost-estimated', String(priced.estimated)];
}
