import type { IncomingMessage } from 'node:http';
import { objectOrNothing } from '../../providers/json/narrow.ts';
import type { AdmissionProvider } from '../../registry/admission-state.ts';
import type { ResourceRecord } from '../../registry/resource-record.ts';
import type { Call } from '../call.ts';
import type { PipelineDeps } from '../call-deps.ts';
import { stateOf } from '../pipeline.ts';
import { type Known, refuse } from '../refuse.ts';
import { RequestBody } from '../request/body.ts';
import { admit } from '../steps/admit.ts';
import { attribute } from '../steps/attribute.ts';
import { createBatch } from './batch-creation.ts';
import type { ResourceBook } from './book.ts';
import {
  ask,
  assertUninspected,
  give,
  headerOf,
  jsonOf,
  NO_MODEL,
  type ResourceContext,
  recordOf,
} from './context.ts';
import { ownOnly } from './listing.ts';
import { notOwned } from './pin.ts';
import { providerForNew, providerOfExisting } from './providers.ts';
import type { FoundResource } from './routes.ts';
import { batchIsOver, filesMadeBy } from './seen-batch.ts';
import { workOfUpload } from './work.ts';

/**
 * A request about something in a provider's account: authenticated, attributed and admitted like any call, bound to the
 * account and the workload it belongs to. Costs nothing and leaves no record, but for the creation of a batch. Never
 * rejects.
 */
export async function runResource(
  call: Call,
  found: FoundResource,
  req: IncomingMessage,
  deps: PipelineDeps,
  book: ResourceBook,
): Promise<void> {
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
    const principal = deps.authenticator.authenticate(call.head.secret, state, call.startedAt);
    known.principal = principal;
    deps.crowd.admit();
    requestBody = new RequestBody(
      req,
      call.head.contentLength,
      deps.bodyLimits,
      deps.bodyMemory,
      deps.deadlines,
    );
    const body = await requestBody.read();
    known.requestBytes = body.length;
    const json = call.line.contentType.includes('json') ? jsonOf(body) : undefined;
    const facts = { ...NO_MODEL, metadata: metadataOf(json) };
    known.facts = facts;
    const attribution = attribute(principal, call.head, facts, call.route.operation.name);
    known.attribution = attribution;
    call.gateNotice = admit(principal, attribution, state, call.startedAt);
    const context = { call, found, req, principal, attribution, state, book, deps, body, json };
    await deps.once.run(call, principal, body, () => act(context));
  } catch (error) {
    if (!call.client.headSent) refuse(call, req, known, error, deps);
  } finally {
    requestBody?.release();
  }
}

function metadataOf(json: ResourceContext['json']): Record<string, unknown> | undefined {
  return objectOrNothing(json?.['metadata']);
}

async function act(context: ResourceContext): Promise<void> {
  const { action, kind } = context.found.route;
  if (action === 'create') {
    assertUninspected(context.principal);
    if (kind === 'batch') await createBatch(context);
    else await create(context);
  } else if (action === 'list') await list(context);
  else await visit(context);
}

/** The client has its answer only after control knows whose the new thing is. */
async function create(context: ResourceContext): Promise<void> {
  const { call, found, principal, state, deps, book, body, json } = context;
  const { kind, idField, wrapped } = found.route;
  const model = json?.['model'];
  const models = typeof model === 'string' ? [model.replace(/^models\//, '')] : [];
  const provider = providerForNew(
    principal,
    call.dialect,
    headerOf(call, 'provider'),
    models,
    state,
    deps.options.models,
  );
  const multipart = kind === 'file' && call.line.contentType.startsWith('multipart/form-data');
  const work = multipart ? await workOfUpload(body, call.line.contentType) : undefined;
  // better to learn now than after the upload that nobody can be told whose it is
  await book.find(principal.workload.id, [call.id]);
  const relayed = await ask(context, provider, { stream: false });
  const answer = relayed.head.status < 300 ? jsonOf(relayed.body) : undefined;
  const made = wrapped === undefined ? answer : objectOrNothing(answer?.[wrapped]);
  const id = made?.[idField];
  if (typeof id === 'string') {
    await book.remember([recordOf(context, provider, kind, id, work === undefined ? {} : { work })]);
  }
  give(context, provider, relayed);
}

async function list(context: ResourceContext): Promise<void> {
  const { call, principal, state, deps } = context;
  const provider = providerForNew(
    principal,
    call.dialect,
    headerOf(call, 'provider'),
    [],
    state,
    deps.options.models,
  );
  const relayed = await ask(context, provider, { stream: false });
  const answer = relayed.head.status < 300 ? jsonOf(relayed.body) : undefined;
  if (answer === undefined) give(context, provider, relayed);
  else give(context, provider, relayed, await ownOnly(answer, context, provider));
}

/** Anything done with what exists: first whose it is, then where it is. */
async function visit(context: ResourceContext): Promise<void> {
  const { call, found, principal, state, book } = context;
  const id = found.id ?? '';
  const workload = principal.workload.id;
  const { own } = await book.find(workload, [id]);
  const record = own.get(id);
  if (record === undefined || record.kind !== found.route.kind) throw notOwned(id);
  const provider = providerOfExisting(record.provider, principal, call.dialect, state);
  if (found.route.action === 'delete') {
    await remove(context, record, provider);
    return;
  }
  if (found.route.content) {
    await ask(context, provider, { stream: true }).then((relayed) => {
      if (relayed.body !== undefined) give(context, provider, relayed);
    });
    if (record.kind === 'batch') settleSoon(context, id);
    return;
  }
  const relayed = await ask(context, provider, { stream: false });
  const answer = record.kind === 'batch' && relayed.head.status < 300 ? jsonOf(relayed.body) : undefined;
  if (answer !== undefined) {
    const files = filesMadeBy(answer).map((file) =>
      recordOf(context, provider, 'file', file, { made_by: id, call_id: record.call_id }),
    );
    if (
      files.length > 0 &&
      book.recall(
        workload,
        files.map((file) => file.id),
      ) === undefined
    ) {
      await book.remember(files);
    }
    if (batchIsOver(answer)) settleSoon(context, id);
  }
  give(context, provider, relayed);
}

/** What a batch came to is read before it can be deleted. Rejects with `ledger_unavailable` when that is not possible. */
async function remove(
  context: ResourceContext,
  record: ResourceRecord,
  provider: AdmissionProvider,
): Promise<void> {
  const { book } = context;
  const batch = record.kind === 'batch' ? record.id : record.made_by;
  if (batch !== undefined) await book.settleBatch(record.workload, batch);
  const relayed = await ask(context, provider, { stream: false });
  if (relayed.head.status < 300 || relayed.head.status === 404) {
    await book.forget(record.workload, record.id);
  }
  give(context, provider, relayed);
}

/** A shortcut: control would find out by itself at its next look. */
function settleSoon({ book, principal, deps }: ResourceContext, id: string): void {
  book.settleBatch(principal.workload.id, id).catch((cause: unknown) => {
    deps.options.log.warn({ err: cause, batch: id }, 'a batch is over but could not be charged yet');
  });
}
