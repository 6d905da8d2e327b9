import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dialect } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { ADAPTERS, adapterOf, type ProviderAdapter } from '../providers/index.ts';
import type { PipelineDeps } from './call-deps.ts';
import { errorHeaders, refusalBody } from './refusal.ts';
import { readHead } from './request/head.ts';
import { CALL_PATHS, callRoute, modelsRoute } from './routes.ts';
import { usableModels } from './usable-models.ts';

/** Everything the gateway answers itself: health, the models list, and what it does not have. */
export function serve(req: IncomingMessage, res: ServerResponse, path: string, deps: PipelineDeps): void {
  const { method } = req;
  if (method === 'OPTIONS') {
    empty(res, 204, { allow: allowed(path) });
    return;
  }
  if (path === '/' && (method === 'HEAD' || method === 'GET')) {
    json(res, 200, { service: 'weir-gateway' });
    return;
  }
  if (path === '/health/live') {
    json(res, 200, { status: 'live' });
    return;
  }
  if (path === '/health/ready') {
    ready(res, deps);
    return;
  }
  try {
    const models = modelsRoute(path);
    if (models !== undefined && (method === 'GET' || method === 'HEAD')) {
      listModels(req, res, models, deps);
      return;
    }
    throw method !== 'POST' && (callRoute(path) !== undefined || models !== undefined)
      ? new WeirError('method_not_allowed', `${method} is not possible on ${path}.`, {
          remedy: `Use ${allowed(path)}.`,
        })
      : new WeirError('not_found', `This gateway has no ${method} ${path.slice(0, 200)}.`, {
          remedy: `It has ${KNOWN_PATHS}.`,
        });
  } catch (error) {
    fail(req, res, path, error, deps);
  }
}

const KNOWN_PATHS = CALL_PATHS.join(', ');

function allowed(path: string): string {
  return callRoute(path) === undefined ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
}

function ready(res: ServerResponse, { options, accepting, deadlines, counters }: PipelineDeps): void {
  const { full, lastError } = options.spool.health();
  const reasons = [
    ...(accepting() ? [] : ['draining: calls in flight end, new ones are refused']),
    ...(options.state() === undefined ? ['no admission state yet'] : []),
    ...(full ? [`spool full${lastError === undefined ? '' : `: ${lastError}`}`] : []),
  ];
  const load = { in_flight: counters.inFlight, event_loop_lag_ms: Math.round(deadlines.lagMs) };
  if (reasons.length === 0) {
    json(res, 200, { status: 'ready', ...load });
    return;
  }
  json(res, 503, { status: accepting() ? 'not ready' : 'draining', reasons, ...load });
}

function listModels(
  req: IncomingMessage,
  res: ServerResponse,
  { dialect, id }: { dialect: string | undefined; id: string | undefined },
  deps: PipelineDeps,
): void {
  const adapter = dialectOf(req, dialect);
  if (adapter === undefined) throw new WeirError('not_found', `This gateway does not speak ${dialect}.`);
  const state = deps.options.state();
  if (state === undefined) throw notReady();
  const principal = deps.authenticator.authenticate(readHead(req.rawHeaders).secret, state, deps.clock.now());
  const models = usableModels(principal, adapter, state, deps.options.models);
  if (id === undefined) {
    text(res, 200, adapter.modelsBody(models));
    return;
  }
  const model = models.find((candidate) => candidate.id === id);
  if (model === undefined) {
    throw new WeirError('model_unknown', `There is no model ${id.slice(0, 200)} that this key may use.`, {
      remedy: 'List those there are with GET /v1/models.',
    });
  }
  text(res, 200, adapter.modelBody(model));
}

function dialectOf(req: IncomingMessage, named: string | undefined): ProviderAdapter | undefined {
  if (named !== undefined) return adapterOf(named as Dialect);
  if (req.headers['anthropic-version'] !== undefined) return adapterOf('anthropic');
  return adapterOf(req.headers['x-goog-api-key'] === undefined ? 'openai' : 'gemini');
}

function notReady(): WeirError {
  return new WeirError('admission_unavailable', 'This gateway has not received its rules yet.', {
    remedy: 'Try again in a moment.',
  });
}

/** Says no to a request that is no call, or not yet one. */
export function fail(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  cause: unknown,
  deps: PipelineDeps,
): void {
  const error =
    cause instanceof WeirError
      ? cause
      : new WeirError('internal', 'Weir failed to answer this request.', { cause });
  if (error.code === 'internal') deps.options.log.error({ err: cause, path }, 'a request failed inside Weir');
  deps.refusals.count(error.code);
  const adapter =
    callRoute(path)?.route.adapter ??
    dialectOf(req, path.startsWith('/anthropic/') ? 'anthropic' : undefined) ??
    ADAPTERS[0];
  if (adapter === undefined) {
    empty(res, error.status, {});
    return;
  }
  const id = deps.options.id();
  const body = refusalBody(error, adapter, id);
  res.writeHead(error.status, [...errorHeaders(error, body), 'x-weir-call-id', id]);
  res.end(body);
}

function json(res: ServerResponse, status: number, body: object): void {
  text(res, status, JSON.stringify(body));
}

function text(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  res.end(body);
}

function empty(res: ServerResponse, status: number, headers: Record<string, string>): void {
  res.writeHead(status, headers);
  res.end();
}
