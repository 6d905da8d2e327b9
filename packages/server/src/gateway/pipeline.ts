import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import type { PlaceFacts } from '../limits/port.ts';
import type { RequestFacts } from '../providers/index.ts';
import { memberOrInsert } from '../providers/json/read-fields.ts';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { Admitted } from './admitted.ts';
import { CacheVisit } from './cache-visit.ts';
import type { Call } from './call.ts';
import type { PipelineDeps } from './call-deps.ts';
import { carryOut, forwardUnbilled } from './carry-out.ts';
import { Holdings } from './holdings.ts';
import { type Known, refuse } from './refuse.ts';
import { RequestBody } from './request/body.ts';
import { pinOf } from './resources/pin.ts';
import type { Ask } from './routing/planner.ts';
import { castShadow } from './shadow.ts';
import { admit } from './steps/admit.ts';
import { attribute } from './steps/attribute.ts';
import type { Principal } from './steps/authenticate.ts';
import { cheaperLeg, onlyCache, planFor, takeShare, takeStep } from './steps/limits.ts';
import { blocked, protect } from './steps/protect.ts';
import { sizeOf } from './steps/reserve.ts';
import { taskStepOf } from './steps/task.ts';

/**
 * The life of a call, in order: authenticate, attribute, admit, protect, route, look into the cache, reserve; then
 * (carry-out.ts) begin on record, forward, meter, price, settle, record. Until it is begun on record a call can be
 * refused; from then on it always ends with one end record, which is safe before the client sees the end of its answer.
 * Never rejects.
 */
export async function runCall(call: Call, req: IncomingMessage, deps: PipelineDeps): Promise<void> {
  const known: Known = {
    principal: undefined,
    facts: undefined,
    attribution: undefined,
    target: undefined,
    state: undefined,
    requestBytes: 0,
    currency: 'USD',
    finds: undefined,
  };
  let requestBody: RequestBody | undefined;
  try {
    const state = stateOf(deps);
    known.state = state;
    known.currency = state.organization.currency;
    known.principal = deps.authenticator.authenticate(call.head.secret, state, call.startedAt);
    deps.crowd.admit();
    const { contentLength } = call.head;
    requestBody = new RequestBody(req, contentLength, deps.bodyLimits, deps.bodyMemory, deps.deadlines);
    const received = withModel(await requestBody.read(), call);
    await deps.once.run(call, known.principal, received, () => proceed(call, received, state, known, deps));
  } catch (error) {
    refuse(call, req, known, error, deps);
  } finally {
    requestBody?.release();
  }
}

/** From the whole request on. */
async function proceed(
  call: Call,
  received: Buffer,
  state: AdmissionState,
  known: Known,
  deps: PipelineDeps,
): Promise<void> {
  const principal = known.principal as NonNullable<Known['principal']>;
  const { route } = call;
  known.requestBytes = received.length;
  const reading = readFacts(call, received);
  const facts = reading instanceof Promise ? await reading : reading;
  known.facts = facts;
  const attribution = attribute(principal, call.head, facts, route.operation.name);
  known.attribution = attribution;
  call.gateNotice = admit(principal, attribution, state, call.startedAt);
  const safe = protect(principal, call, received);
  known.finds = safe.finds;
  if (safe.finds?.action === 'block') throw blocked(principal, safe.finds);
  const { body } = safe;
  const size = sizeOf(body, facts);
  const binding = pinned(principal, facts, deps);
  const pin = binding instanceof Promise ? await binding : binding;
  const { limits } = deps.options;
  const subject = { key: principal.key.id, tags: attribution.tags };
  const degradation = (place: PlaceFacts) => limits.budgets.degradation(subject, place);
  const asked: Ask = { principal, route, facts, size, state, now: call.startedAt, pin };
  const planned = planFor(asked, degradation, deps.planner);
  known.target = planned.plan.legs[0].place;
  const { plan } = planned;
  const visit = CacheVisit.of(call, principal, facts, attribution, plan, received, safe.finds, deps);
  if (visit !== undefined && (await visit.answers())) return;
  const holdings = new Holdings(subject, limits, call.startedAt);
  // written out whole: V8 keeps what is put together by spreading in a form that is slow to read ever after
  const prepared: Admitted = {
    call,
    principal,
    facts,
    attribution,
    plan,
    requestBytes: received.length,
    body,
    answerFilter: safe.answerFilter,
    finds: safe.finds,
    cache: visit?.result,
    purpose: undefined,
    parentCall: undefined,
    holdings,
  };
  if (!route.operation.billed) {
    await forwardUnbilled(prepared, deps);
    return;
  }
  try {
    if (planned.ask.degrade?.cache_only) throw onlyCache(visit !== undefined);
    const step = taskStepOf(prepared, (to) => cheaperLeg(planned, to, degradation, deps.planner));
    const { ask, plan } =
      step === undefined ? planned : await takeStep(step, holdings, planned, degradation, deps.planner);
    const admitted = plan === planned.plan ? prepared : { ...prepared, plan };
    const waiting = takeShare(holdings, subject, plan.legs[0], principal, call, deps);
    if (waiting !== undefined) await waiting;
    if (principal.workload.routing?.shadow !== undefined) castShadow(admitted, ask, deps);
    const done = await carryOut(admitted, deps);
    visit?.keep(done);
  } catch (error) {
    holdings.release();
    throw error;
  } finally {
    visit?.leave();
  }
}

/** Where the call must go because of the things it names. */
function pinned({ workload }: Principal, { resources }: RequestFacts, { book }: PipelineDeps) {
  return resources === undefined || book === undefined ? undefined : pinOf(book, workload.id, resources);
}

export function stateOf({ options, accepting }: PipelineDeps): AdmissionState {
  if (!accepting()) {
    throw new WeirError('shutting_down', 'This gateway is stopping.', { remedy: 'Try again in a moment.' });
  }
  const state = options.state();
  if (state === undefined) {
    throw new WeirError('admission_unavailable', 'This gateway has not received its rules yet.', {
      remedy: 'Try again in a moment; if it stays so, check that the control process runs.',
    });
  }
  return state;
}

/** Azure's path names the deployment, and the body need not: from here on it stands in the body, as everywhere else. */
function withModel(body: Buffer, { line, dialect, route }: Call): Buffer {
  if (line.model === undefined || dialect !== 'openai' || route.operation.body !== 'json') return body;
  return memberOrInsert(body, 'model', line.model);
}

type Steps = Generator<void, RequestFacts>;

/** Large bodies are read in slices so that other calls are not held up; small ones at once. */
function readFacts({ head, line, route }: Call, body: Buffer): RequestFacts | Promise<RequestFacts> {
  if (head.contentEncoding !== undefined) {
    throw new WeirError('body_invalid', 'The request body is compressed.', {
      field: 'content-encoding',
      remedy: 'Send it without Content-Encoding.',
    });
  }
  const steps = route.operation.readRequest(body, line);
  const first = steps.next();
  return first.done ? first.value : inSlices(steps);
}

async function inSlices(steps: Steps): Promise<RequestFacts> {
  for (;;) {
    await nextTurn();
    const step = steps.next();
    if (step.done) return step.value;
  }
}
