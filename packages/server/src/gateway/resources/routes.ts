import { percentDecoded } from '../../platform/percent.ts';
import { adapterOf, type Operation, type ProviderAdapter } from '../../providers/index.ts';
import type { ResourceKind } from '../../registry/resource-record.ts';
import type { CallRoute } from '../routes.ts';

export type ResourceAction = 'create' | 'list' | 'show' | 'change' | 'delete';

/** Something a client may do with a thing in a provider's account. */
export interface ResourceRoute {
  readonly kind: ResourceKind;
  readonly action: ResourceAction;
  readonly call: CallRoute;
  /** Of the request and of the request to the provider. */
  readonly method: string;
  /** Member of a list answer that holds the things. */
  readonly listed: string;
  /** Member of a thing that holds its id. */
  readonly idField: 'id' | 'name';
  /** What a new thing stands below in the answer to its creation, if anything. */
  readonly wrapped: string | undefined;
  /** Google takes uploads at another path than everything else. */
  readonly upload: boolean;
  /** The answer may be of any size: it is passed on as it comes. */
  readonly content: boolean;
}

export interface FoundResource {
  readonly route: ResourceRoute;
  /** As later requests name it; undefined for creations and lists. */
  readonly id: string | undefined;
  /** Below the version path, as the client wrote it. */
  readonly path: string;
}

interface Entry {
  readonly dialect: 'openai' | 'anthropic' | 'gemini';
  readonly pattern: RegExp;
  readonly routes: Readonly<Record<string, ResourceRoute>>;
}

type Dialect = Entry['dialect'];
const ID = '([^/?#]+)';
const LISTED: Readonly<Record<string, string>> = {
  'gemini files': 'files',
  'gemini cachedContents': 'cachedContents',
};
const entries: Entry[] = [];

openai('/files', 'file', 'files', { POST: 'create', GET: 'list' });
openai(`/files/${ID}`, 'file', 'files', { GET: 'show', DELETE: 'delete' });
openai(`/files/${ID}/content`, 'file', 'files.content', { GET: 'show' });
openai('/batches', 'batch', 'batches', { POST: 'create', GET: 'list' });
openai(`/batches/${ID}`, 'batch', 'batches', { GET: 'show' });
openai(`/batches/${ID}/cancel`, 'batch', 'batches.cancel', { POST: 'change' });
openai(`/responses/${ID}`, 'response', 'responses', { GET: 'show', DELETE: 'delete' });
openai(`/responses/${ID}/cancel`, 'response', 'responses.cancel', { POST: 'change' });
openai(`/responses/${ID}/input_items`, 'response', 'responses.input_items', { GET: 'show' });
openai(`/chat/completions/${ID}`, 'response', 'chat.completions', {
  GET: 'show',
  POST: 'change',
  DELETE: 'delete',
});
openai(`/chat/completions/${ID}/messages`, 'response', 'chat.completions.messages', { GET: 'show' });
anthropic('/messages/batches', 'batch', 'messages.batches', { POST: 'create', GET: 'list' });
anthropic(`/messages/batches/${ID}`, 'batch', 'messages.batches', { GET: 'show', DELETE: 'delete' });
anthropic(`/messages/batches/${ID}/results`, 'batch', 'messages.batches.results', { GET: 'show' });
anthropic(`/messages/batches/${ID}/cancel`, 'batch', 'messages.batches.cancel', { POST: 'change' });
anthropic('/files', 'file', 'files', { POST: 'create', GET: 'list' });
anthropic(`/files/${ID}`, 'file', 'files', { GET: 'show', DELETE: 'delete' });
anthropic(`/files/${ID}/content`, 'file', 'files.content', { GET: 'show' });
gemini('/cachedContents', 'cached_content', 'cachedContents', { POST: 'create', GET: 'list' });
gemini(`/(cachedContents/[^/?#]+)`, 'cached_content', 'cachedContents', {
  GET: 'show',
  PATCH: 'change',
  DELETE: 'delete',
});
gemini('/files', 'file', 'files', { GET: 'list' });
gemini('/upload/files', 'file', 'files', { POST: 'create' });
gemini(`/(files/[^/?#:]+)`, 'file', 'files', { GET: 'show', DELETE: 'delete' });
gemini(`/(files/[^/?#:]+):download`, 'file', 'files.content', { GET: 'show' });

type Actions = Readonly<Record<string, ResourceAction>>;

function openai(path: string, kind: ResourceKind, name: string, actions: Actions): void {
  add('openai', path, kind, name, actions);
}

function anthropic(path: string, kind: ResourceKind, name: string, actions: Actions): void {
  add('anthropic', path, kind, name, actions);
}

function gemini(path: string, kind: ResourceKind, name: string, actions: Actions): void {
  add('gemini', path, kind, name, actions);
}

function add(dialect: Dialect, path: string, kind: ResourceKind, name: string, actions: Actions): void {
  const adapter = adapterOf(dialect);
  if (adapter === undefined) return;
  const upload = path.startsWith('/upload');
  const routes = Object.fromEntries(
    Object.entries(actions).map(([method, action]): [string, ResourceRoute] => [
      method,
      {
        kind,
        action,
        method,
        call: callRouteOf(adapter, `${name}.${action}`),
        listed: LISTED[`${dialect} ${name}`] ?? 'data',
        idField: dialect === 'gemini' ? 'name' : 'id',
        wrapped: upload ? 'file' : undefined,
        upload,
        content: /content$|results$/.test(name),
      },
    ]),
  );
  entries.push({ dialect, pattern: new RegExp(`^${path}$`), routes });
}

function callRouteOf(adapter: ProviderAdapter, name: string): CallRoute {
  return { adapter, operation: resourceOperation(name, ''), key: `${adapter.dialect} resource ${name}` };
}

/** An operation of which nothing is read: it only says where to send it. */
export function resourceOperation(name: string, path: string): Operation {
  return {
    name,
    path,
    billed: false,
    kind: 'other',
    body: 'json',
    streamTypes: [],
    readRequest: unread,
    rewriteRequest: unread,
    readAnswer: unread,
    createStreamMeter: unread,
  };
}

function unread(): never {
  throw new Error('nothing is read of requests about resources');
}

/** `/v1/files`, `/openai/v1/files`, `/upload/v1beta/files`, `/gemini/upload/v1beta/files`. */
const PATH = /^(?:\/(openai|anthropic|gemini))?(\/upload)?\/(v1|v1beta|v1alpha)(\/.+)$/;

/** The route of a request about a resource; the headers tell the dialect where the path does not. */
export function resourceRoute(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): FoundResource | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const [, named, upload = '', version, rest = ''] = match;
  const dialect = (named as Dialect | undefined) ?? dialectOf(version, headers, rest);
  const below = `${upload}${rest}`;
  for (const { dialect: speaks, pattern, routes } of entries) {
    if (speaks !== dialect || !Object.hasOwn(routes, method)) continue;
    const found = pattern.exec(below);
    const route = routes[method];
    if (found === null || route === undefined) continue;
    const [, id] = found;
    return { route, id: id === undefined ? undefined : percentDecoded(id), path: rest };
  }
  return undefined;
}

function dialectOf(
  version: string | undefined,
  headers: Readonly<Record<string, unknown>>,
  rest: string,
): Dialect {
  if (version !== 'v1') return 'gemini';
  if (rest.startsWith('/messages') || headers['anthropic-version'] !== undefined) return 'anthropic';
  return headers['x-goog-api-key'] === undefined ? 'openai' : 'gemini';
}
