import type { IncomingMessage } from 'node:http';
import { WeirError } from '@weir/core/errors';
import type { RequestFacts } from '../../providers/index.ts';
import { parsedObject } from '../../providers/json/narrow.ts';
import type { AdmissionProvider, AdmissionState } from '../../registry/admission-state.ts';
import type { ResourceKind, ResourceRecord } from '../../registry/resource-record.ts';
import type { Call } from '../call.ts';
import type { PipelineDeps } from '../call-deps.ts';
import { KillSwitches } from '../kills.ts';
import type { Attribution } from '../steps/attribute.ts';
import type { Principal } from '../steps/authenticate.ts';
import { GATE_HEADER } from '../steps/gate.ts';
import type { ResourceBook } from './book.ts';
import { withOwnAddress } from './own-address.ts';
import { Relay, type Relayed } from './relay.ts';
import { type FoundResource, resourceOperation } from './routes.ts';

/** A request about a resource that may go on, and what serves it. */
export interface ResourceContext {
  readonly call: Call;
  readonly found: FoundResource;
  readonly req: IncomingMessage;
  readonly principal: Principal;
  readonly attribution: Attribution;
  readonly state: AdmissionState;
  readonly book: ResourceBook;
  readonly deps: PipelineDeps;
  /** Empty where the method has none. */
  readonly body: Buffer;
  /** The body as JSON object; undefined when it is something else. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Facts of requests that use no model. */
export const NO_MODEL: RequestFacts = {
  model: '',
  stream: false,
  maxOutputTokens: undefined,
  choices: 1,
  user: undefined,
  metadata: undefined,
  mustAskForUsage: false,
};

/** Asks a provider, as the client asked. Rejects as `Relay.run` does. */
export async function ask(
  { call, found, body, deps, state }: ResourceContext,
  provider: AdmissionProvider,
  { stream, query = call.line.query }: { stream: boolean; query?: string },
): Promise<Relayed> {
  const { route, path } = found;
  const { adapter } = call.route;
  KillSwitches.of(state).checkProvider(provider.id);
  const prepared = await deps.options.platforms(provider.platform).prepare({
    provider,
    adapter,
    operation: resourceOperation(call.route.operation.name, path),
    model: '',
    stream: false,
    query,
    body,
    headers: call.head.forward,
    now: deps.clock.now(),
    env: deps.env,
    baseUrl: provider.sandbox ? deps.sandboxBase(provider) : undefined,
  });
  const relay = new Relay(
    {
      provider: provider.id,
      method: route.method,
      prepared: route.upload ? { ...prepared, path: uploadPath(prepared.path) } : prepared,
      requestIdHeaders: adapter.requestIdHeaders,
      client: call.client,
      ownHeaders: ownHeaders(call, provider),
      stream,
      totalAt: call.startedMono + deps.timeouts.totalMs,
    },
    deps,
  );
  deps.exchanges.add(relay);
  try {
    return await relay.run();
  } finally {
    deps.exchanges.remove(relay);
  }
}

/** Google takes uploads beside its API: `/v1beta/files` becomes `/upload/v1beta/files`. */
function uploadPath(path: string): string {
  return path.replace(/(\/v1(?:beta|alpha)?\/files)/, '/upload$1');
}

export function ownHeaders(call: Call, provider: AdmissionProvider): string[] {
  const own = ['x-weir-call-id', call.id];
  if (provider.sandbox) own.push('x-weir-sandbox', 'true');
  if (call.gateNotice !== undefined) own.push(GATE_HEADER, call.gateNotice);
  return own;
}

/** Gives the client an answer that was held. */
export function give(
  { call, found, req }: ResourceContext,
  provider: AdmissionProvider,
  { head, body = Buffer.alloc(0) }: Relayed,
  given: Buffer = body,
): void {
  const changed = found.route.kind === 'batch' ? withOwnAddress(given, req) : given;
  const headers = [...head.headers, ...ownHeaders(call, provider)];
  call.client.send(head.status, [...headers, 'content-length', String(changed.length)], changed);
}

export function recordOf(
  { call, principal }: ResourceContext,
  provider: AdmissionProvider,
  kind: ResourceKind,
  id: string,
  more: Partial<ResourceRecord> = {},
): ResourceRecord {
  return {
    id,
    kind,
    dialect: call.dialect,
    provider: provider.id,
    workload: principal.workload.id,
    key: principal.key.id,
    organization: principal.tags['organization'] ?? '',
    call_id: call.id,
    created_at: call.startedAt,
    ...more,
  };
}

export function jsonOf(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  return bytes === undefined ? undefined : parsedObject(bytes);
}

/** What cannot be looked into must not pass where the policy says to look. */
export function assertUninspected(
  { workload }: Principal,
  what = 'files, batches and cached contents',
): void {
  const strict = Object.entries(workload.data?.detectors ?? {}).filter(([, action]) => action !== 'flag');
  if (strict.length === 0) return;
  throw new WeirError(
    'data_blocked',
    `The workload ${workload.id} has its data looked through for ${strict.map(([name]) => name).join(', ')}; ${what} cannot be.`,
    { remedy: 'Send the requests one by one, or use a workload whose data policy only flags.' },
  );
}

/** Of `x-weir-<name>`. */
export function headerOf({ head }: Call, name: string): string | undefined {
  return head.weir.find(([header]) => header === name)?.[1];
}
