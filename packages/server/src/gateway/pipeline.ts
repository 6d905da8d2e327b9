import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import type { RequestFacts } from '../providers/index.ts';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { Call } from './call.ts';
import type { PipelineDeps } from './call-deps.ts';
import { carryOut, forwardUnbilled } from './carry-out.ts';
import { type Known, refuse } from './refuse.ts';
import { RequestBody } from './request/body.ts';
import { admit } from './steps/admit.ts';
import { attribute } from './steps/attribute.ts';
import { expect, reserve } from './steps/reserve.ts';
import { route } from './steps/route.ts';

/**
 * The life of a call, in order: authenticate, attribute, admit, route, reserve; then (carry-out.ts) begin on record,
 * forward, meter, price, settle, record. Until it is begun on record a call can be refused; from then on it always ends
 * with one end record, which is safe before the client sees the end of its answer. Never rejects.
 */
export async function runCall(call: Call, req: IncomingMessage, deps: PipelineDeps): Promise<void> {
  const { options } = deps;
  const { adapter, operation } = call.route;
  const known: Known = {};
  let requestBody: RequestBody | undefined;
  try {
    const state = stateOf(deps);
    known.state = state;
    known.currency = state.organization.currency;
    const principal = deps.authenticator.authenticate(call.head.secret, state, call.startedAt);
    known.principal = principal;

    requestBody = new RequestBody(
      req,
      call.head.contentLength,
      deps.bodyLimits,
      deps.bodyMemory,
      deps.deadlines,
    );
    const received = await requestBody.read();
    known.requestBytes = received.length;
    const facts = await readFacts(call, received);
    known.facts = facts;

    const attribution = attribute(principal, call.head, facts, operation.name);
    known.attribution = attribution;
    admit(principal);
    const target = route(principal, adapter, facts.model, state);
    known.target = target;
    const endpoint = deps.endpoints.of(target.provider, adapter);

    const hideUsage = facts.mustAskForUsage && !target.provider.noStreamOptions;
    const body = adapter.rewriteRequest(received, {
      model: target.model === facts.model ? undefined : target.model,
      askForUsage: hideUsage,
    });
    const expected = expect(
      received.length,
      facts,
      target,
      options.priceBook(),
      options.models,
      call.startedAt,
    );
    const requestBytes = received.length;
    const prepared = {
      call,
      principal,
      facts,
      attribution,
      target,
      endpoint,
      hideUsage,
      expected,
      requestBytes,
      body,
    };
    if (!operation.billed) return await forwardUnbilled(prepared, deps);
    const held = reserve(principal, expected, options.reservations);
    const reservation = held instanceof Promise ? await held : held;
    await carryOut({ ...prepared, reservation }, deps);
  } catch (error) {
    refuse(call, req, known, error, deps);
  } finally {
    requestBody?.release();
  }
}

function stateOf({ options, accepting }: PipelineDeps): AdmissionState {
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

/** Large bodies are read in slices so that other calls are not held up. */
async function readFacts({ head, route: { adapter } }: Call, body: Buffer): Promise<RequestFacts> {
  if (head.contentEncoding !== undefined) {
    throw new WeirError('body_invalid', 'The request body is compressed.', {
      field: 'content-encoding',
      remedy: 'Send it without Content-Encoding.',
    });
  }
  const steps = adapter.readRequest(body);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}
