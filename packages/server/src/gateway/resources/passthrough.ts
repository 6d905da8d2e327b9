import { WeirError } from '@weir/core/errors';
import {
  type AnswerFacts,
  adapterOf,
  type Operation,
  type ProviderAdapter,
  type RequestFacts,
  type StreamMeter,
} from '../../providers/index.ts';
import { parsedObject } from '../../providers/json/narrow.ts';
import { rewriteModel } from '../../providers/json/rewrite-model.ts';
import type { FoundRoute } from '../routes.ts';

export const PASSTHROUGH = 'passthrough';
const PATH = /^\/(openai|anthropic|gemini)\/(?:v1|v1beta|v1alpha)(\/.+)$/;
/** Reading, and taking away, is billed by nobody. */
const UNBILLED = new Set(['GET', 'HEAD', 'DELETE']);
const METHODS = new Set([...UNBILLED, 'POST', 'PUT', 'PATCH']);
/** The provider a dialect means where neither header nor model says another. */
const OWNERS = { openai: 'openai', anthropic: 'anthropic', gemini: 'google' } as const;
const LONGEST_MODEL = 256;

/**
 * The route of a path under a provider's prefix that Weir does not know. Where policy forbids it, reading the request
 * throws WeirError `passthrough_forbidden`: after the caller is known, so that the refusal is on record.
 */
export function passthroughRoute(
  method: string,
  path: string,
  provider: string | string[] | undefined,
  policy: 'deny' | 'allow',
): FoundRoute | undefined {
  const [, dialect, below] = PATH.exec(path) ?? [];
  const adapter = dialect === undefined ? undefined : adapterOf(dialect as keyof typeof OWNERS);
  if (adapter === undefined || below === undefined || !METHODS.has(method)) return undefined;
  if (!isPlainPath(below) || isKnown(adapter, below)) return undefined;
  const owner = typeof provider === 'string' ? provider : OWNERS[dialect as keyof typeof OWNERS];
  const named = typeof provider === 'string';
  const operation = operationOf(adapter, method, below, { owner, named, policy });
  const key = `${dialect} ${PASSTHROUGH} ${method} ${below}`;
  return { route: { adapter, operation, key, method }, model: undefined };
}

/**
 * Only paths that every server reads alike: what one of them would normalise (dots, doubled and trailing slashes,
 * escapes, parameters) could lead past the rules for a path that Weir knows, or out of the base URL.
 */
const PLAIN = /^(?:\/[A-Za-z0-9_:@-][A-Za-z0-9_.:@-]*)+$/;

function isPlainPath(path: string): boolean {
  return PLAIN.test(path);
}

/** Collections that Weir looks after itself, or that belong to the account and not to a workload. */
const KNOWN: ReadonlySet<string> = new Set([
  'files',
  'uploads',
  'batches',
  'responses',
  'conversations',
  'containers',
  'vector_stores',
  'realtime',
  'organization',
  'organizations',
  'cachedcontents',
  'tunedmodels',
  'operations',
]);

/** What is below such a collection, or is a call in another spelling, has its own rules. */
function isKnown({ operations }: ProviderAdapter, path: string): boolean {
  const lower = path.toLowerCase();
  const [, collection = ''] = lower.split('/', 2);
  // a further method of a model (`/models/<model>:predict`) is a call; the models themselves are the account's
  if (collection === 'models' && !lower.includes(':')) return true;
  return KNOWN.has(collection) || operations.some((operation) => lower === operation.path.toLowerCase());
}

interface Terms {
  readonly owner: string;
  /** The caller said so. */
  readonly named: boolean;
  readonly policy: 'deny' | 'allow';
}

function operationOf(adapter: ProviderAdapter, method: string, path: string, terms: Terms): Operation {
  const chat = readingOf(adapter, path);
  return {
    name: PASSTHROUGH,
    path,
    billed: !UNBILLED.has(method),
    kind: 'other',
    body: 'json',
    streamTypes: ['text/event-stream'],
    // biome-ignore lint/correctness/useYield: short enough to be read at once
    *readRequest(body) {
      if (terms.policy === 'deny') throw forbidden(path);
      return factsOf(body, path, terms);
    },
    rewriteRequest: (body, changes) => (body.includes('"model"') ? rewriteModel(body, changes) : body),
    readAnswer: (body, partial, request) => reading(adapter, chat, body).readAnswer(body, partial, request),
    createStreamMeter: (options) => lenient(chat.createStreamMeter(options)),
  };
}

/** How its usage is most likely laid out. */
function readingOf({ operations }: ProviderAdapter, path: string): Operation {
  const found =
    operations.find((operation) => operation.kind === 'chat' && path.startsWith(operation.path)) ??
    operations.find(({ kind }) => kind === 'chat');
  if (found === undefined) throw new Error('a dialect without conversations');
  return found;
}

/** OpenAI lays usage out in two ways, told by their names. */
function reading(adapter: ProviderAdapter, usual: Operation, body: Buffer): Operation {
  if (adapter.dialect !== 'openai') return usual;
  const name = body.includes('"prompt_tokens"') ? 'chat.completions' : 'responses';
  return adapter.operations.find((operation) => operation.name === name) ?? usual;
}

function factsOf(body: Buffer, path: string, { owner, named }: Terms): RequestFacts {
  const json = parsedObject(body) ?? {};
  const said = json['model'] ?? /\/models\/([^/:]+)/.exec(path)?.[1];
  const model = typeof said === 'string' && said !== '' ? said.slice(0, LONGEST_MODEL) : undefined;
  const plain = model?.startsWith(`${owner}/`) ? model.slice(owner.length + 1) : model;
  return {
    model: named || model === undefined ? `${owner}/${plain ?? PASSTHROUGH}` : model,
    stream: json['stream'] === true,
    maxOutputTokens: firstCount(json, 'max_output_tokens', 'max_completion_tokens', 'max_tokens'),
    choices: 1,
    user: typeof json['user'] === 'string' ? json['user'] : undefined,
    metadata: undefined,
    mustAskForUsage: false,
  };
}

function firstCount(json: Readonly<Record<string, unknown>>, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = json[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  }
  return undefined;
}

/** Nobody knows how streams of an unknown path end: what ended without an error is complete. */
function lenient(meter: StreamMeter): StreamMeter {
  return {
    push: (chunk) => meter.push(chunk),
    get ended() {
      return meter.ended;
    },
    get failed() {
      return meter.failed;
    },
    get torn() {
      return meter.torn;
    },
    held: () => meter.held(),
    complete: () => true,
    facts: (): AnswerFacts => meter.facts(),
  };
}

function forbidden(path: string): WeirError {
  return new WeirError(
    'passthrough_forbidden',
    `This gateway does not know ${path.slice(0, 200)} and passes on only what it knows.`,
    { remedy: 'Have its operator set gateway.passthrough to allow, or use a path that Weir knows.' },
  );
}
