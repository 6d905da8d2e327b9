import type { CallFact, ChargeFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { rateUsage } from '@weir/core/pricing';
import { chargeFacts, sumCost } from '../../ledger/charges.ts';
import type { BegunCall } from '../../ledger/spool/records.ts';
import type { AdmissionProvider } from '../../registry/admission-state.ts';
import type { BatchTerms, BatchWork } from '../../registry/resource-record.ts';
import { Holdings } from '../holdings.ts';
import { instantOf, milliseconds } from '../instant.ts';
import { errorHeaders, refusalBody } from '../refusal.ts';
import { ask, give, headerOf, jsonOf, type ResourceContext, recordOf } from './context.ts';
import { notOwned } from './pin.ts';
import { providerForNew, providerOfExisting } from './providers.ts';
import type { Relayed } from './relay.ts';
import { costsByModel, workOfRequests } from './work.ts';

const NO_COST = Decimal.ZERO.toFixed(MONEY_SCALE);
/** Control is back within seconds of its end. */
const REGISTER_TRIES = 8;

/**
 * Makes a batch. Its worst case is reserved first and begun on record, so that a gateway that dies half-way leaves a flagged
 * charge and not a free batch; the client hears of the batch only after control has it on its list, which from then on
 * holds the worst case against the budget until the batch is charged. The call itself costs nothing.
 */
export async function createBatch(context: ResourceContext): Promise<void> {
  const { principal, deps, call } = context;
  const { provider, work } = await place(context);
  const book = deps.options.priceBook();
  const { attribution } = context;
  const holdings = new Holdings(
    { key: principal.key.id, tags: attribution.tags },
    deps.options.limits,
    call.startedAt,
  );
  const tries = costsByModel(work, provider, book, call.startedAt);
  const waiting = holdings.reach(tries);
  if (waiting !== undefined) await waiting;
  const { amount } = holdings;
  const begun = begunCreation(context, provider, work, amount);
  try {
    await deps.options.spool.begin({ t: 'begin', call: begun });
  } catch (error) {
    holdings.release();
    throw error;
  }
  let relayed: Relayed;
  try {
    relayed = await ask(context, provider, { stream: false });
  } catch (error) {
    // it may have been made all the same, and nobody knows its id: nothing is charged, as with any unanswered call
    holdings.release();
    const failure = asWeirError(error);
    await end(context, begun, {
      status: 'upstream_error',
      http: failure.status,
      code: failure.code,
      charges: [],
    });
    tell(context, failure);
    return;
  }
  const answer = relayed.head.status < 300 ? jsonOf(relayed.body) : undefined;
  const id = answer?.['id'];
  if (typeof id !== 'string') {
    holdings.release();
    await end(context, begun, { status: 'upstream_error', http: relayed.head.status, charges: [] });
    give(context, provider, relayed);
    return;
  }
  const registered = await register(context, provider, id, termsOf(context, work, amount));
  // what control could not be told of is charged at its worst case, at once
  const charges = registered ? [] : begun.charges;
  const used = { tokens: 0, toolCalls: 0, retries: 0, failed: !registered };
  const endedAt = holdings.settle({ ...used, costs: registered ? [] : tries }, deps.clock.now());
  await end(context, begun, { status: 'ok', http: relayed.head.status, charges }, endedAt);
  if (registered) give(context, provider, relayed);
  else tell(context, unregistered(id));
}

interface BatchPlace {
  readonly provider: AdmissionProvider;
  readonly work: readonly BatchWork[];
}

/** A batch of OpenAI runs where its file lies; one of Anthropic brings its requests along. */
async function place(context: ResourceContext): Promise<BatchPlace> {
  const { call, principal, state, deps, book, json = {} } = context;
  if (call.dialect === 'openai') {
    const id = json['input_file_id'];
    if (typeof id !== 'string') {
      throw new WeirError('body_invalid', 'input_file_id is missing.', {
        field: 'input_file_id',
        remedy: 'Upload the requests with POST /v1/files and purpose batch, and give the id of that file.',
      });
    }
    const { own } = await book.find(principal.workload.id, [id]);
    const file = own.get(id);
    if (file === undefined) throw notOwned(id);
    const provider = providerOfExisting(file.provider, principal, call.dialect, state);
    const work = file.work ?? [];
    assertModels(context, provider, work);
    return { provider, work };
  }
  const work = workOfRequests(json);
  const models = work.map(({ model }) => model).filter((model) => model !== '');
  const named = headerOf(call, 'provider');
  const provider = providerForNew(principal, call.dialect, named, models, state, deps.options.models);
  await book.find(principal.workload.id, [call.id]);
  return { provider, work };
}

function assertModels(
  { principal, state, deps, call }: ResourceContext,
  provider: AdmissionProvider,
  work: readonly BatchWork[],
): void {
  const models = work.map(({ model }) => model).filter((model) => model !== '');
  if (principal.workload.approvedModels.length === 0) return;
  // by its own name a model may mean the provider as well, in a trial the sandbox
  try {
    const meant = providerForNew(principal, call.dialect, undefined, models, state, deps.options.models);
    if (meant.id === provider.id) return;
  } catch (error) {
    if (!(error instanceof WeirError) || error.code === 'data_class_forbids') throw error;
  }
  providerForNew(principal, call.dialect, provider.id, models, state, deps.options.models);
}

function termsOf(
  { attribution, call, principal, state }: ResourceContext,
  work: readonly BatchWork[],
  amount: bigint,
): BatchTerms {
  const dataClass = principal.workload.data?.class;
  return {
    tags: attribution.tags,
    tag_sources: attribution.tagSources,
    attribution: attribution.state,
    missing_tags: attribution.missing,
    currency: state.organization.currency,
    held_pico: String(amount),
    work,
    ...(call.head.traceId === undefined ? {} : { trace_id: call.head.traceId }),
    ...(dataClass === undefined ? {} : { data_class: dataClass }),
  };
}

/** False when control cannot be told within a few seconds. */
async function register(
  context: ResourceContext,
  provider: AdmissionProvider,
  id: string,
  batch: BatchTerms,
): Promise<boolean> {
  const record = recordOf(context, provider, 'batch', id, { batch });
  const { options, retry } = context.deps;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await context.book.remember([record]);
      return true;
    } catch (error) {
      if (attempt >= REGISTER_TRIES) {
        options.log.error(
          { err: error, batch: id },
          'a batch could not be put on record; its worst case is charged',
        );
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, retry.backoffMs * attempt));
    }
  }
}

function begunCreation(
  { call, principal, attribution, deps, state, body }: ResourceContext,
  provider: AdmissionProvider,
  work: readonly BatchWork[],
  amount: bigint,
): BegunCall {
  const model = work[0]?.model ?? '';
  return {
    call_id: call.id,
    source: 'gateway',
    instance: deps.options.spool.instance,
    sandbox: provider.sandbox,
    started_at: instantOf(call.startedAt),
    dialect: call.dialect,
    operation: call.route.operation.name,
    stream: false,
    provider: provider.id,
    requested_model: model,
    model,
    key: principal.key.id,
    tags: attribution.tags,
    tag_sources: attribution.tagSources,
    attribution: attribution.state,
    missing_tags: [...attribution.missing],
    usage: {},
    request_bytes: body.length,
    charges: worstCharges(work, provider, deps.options.priceBook(), call.startedAt),
    reserved_cost: Decimal.fromPico(amount).toFixed(MONEY_SCALE),
    currency: state.organization.currency,
    priced: true,
    estimated: true,
    trace_id: call.head.traceId,
    data_class: principal.workload.data?.class,
  };
}

function worstCharges(
  work: readonly BatchWork[],
  { priceProvider, priceRegion: region }: AdmissionProvider,
  book: ReturnType<ResourceContext['deps']['options']['priceBook']>,
  at: number,
): ChargeFact[] {
  return work.flatMap(({ model, input_tokens, output_tokens }) => {
    const price = book.resolveOrFallback({ provider: priceProvider, model, at, tier: 'batch', region });
    return chargeFacts(rateUsage({ input_tokens, output_tokens }, price), {
      attempt: 1,
      estimated: true,
      reason: 'process_lost',
    });
  });
}

/** An error of a call that is on record already: not one more refusal. */
function tell({ call, deps }: ResourceContext, error: WeirError): void {
  deps.refusals.count(error.code);
  const body = refusalBody(error, call.route.adapter, call.id);
  call.client.send(error.status, [...errorHeaders(error, body), 'x-weir-call-id', call.id], body);
}

interface Ending {
  readonly status: CallFact['status'];
  readonly http: number;
  readonly code?: string;
  readonly charges: ChargeFact[];
}

async function end(
  { deps, call }: ResourceContext,
  begun: BegunCall,
  { status, http, code, charges }: Ending,
  endedAt: number = deps.clock.now(),
): Promise<void> {
  const fact: CallFact = {
    ...begun,
    ended_at: instantOf(endedAt),
    duration_ms: milliseconds(deps.clock.monotonic() - call.startedMono),
    status,
    http_status: http,
    ...(code === undefined ? {} : { error_code: code }),
    tool_calls: 0,
    tool_names: [],
    response_bytes: 0,
    attempts: [],
    charges,
    cost: charges.length === 0 ? NO_COST : sumCost(charges),
    priced: charges.every(({ priced }) => priced),
    estimated: charges.length > 0,
  };
  deps.counters.calls += 1;
  await deps.options.spool.end({ t: 'end', call: fact });
}

function unregistered(id: string): WeirError {
  return new WeirError(
    'ledger_unavailable',
    `The batch ${id} was made, but Weir could not take note of it.`,
    {
      remedy: 'It is charged at its worst case. Look at it in the provider’s console, or make it again.',
    },
  );
}

function asWeirError(error: unknown): WeirError {
  return error instanceof WeirError ? error : new WeirError('internal', 'Weir failed.', { cause: error });
}
