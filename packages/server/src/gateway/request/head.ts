/** What the headers of a request say, sorted once. Header values are as node:http gives them: latin1. */
export interface RequestHead {
  /** The caller's Weir key. */
  secret: string | undefined;
  /** `x-weir-*` headers: lower-case name without the prefix, value. */
  weir: (readonly [name: string, value: string])[];
  baggage: string | undefined;
  /** Declared body length; -1 when none is declared. */
  contentLength: number;
  contentEncoding: string | undefined;
  /** All headers as they came, flat. */
  raw: readonly string[];
  /** W3C trace id of the caller. */
  traceId: string | undefined;
  /** W3C id of the span the call was made in. */
  parentSpanId: string | undefined;
  /** Headers for the provider, flat: name, value, name, value. */
  forward: string[];
}

type Action =
  | 'forward'
  | 'drop'
  | 'bearer'
  | 'key'
  | 'weir'
  | 'baggage'
  | 'length'
  | 'encoding'
  | 'connection'
  | 'trace';

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>(
  Object.entries({
    authorization: 'bearer',
    'x-api-key': 'key',
    'x-goog-api-key': 'key',
    // Azure's
    'api-key': 'key',
    baggage: 'baggage',
    traceparent: 'trace',
    'content-length': 'length',
    'content-encoding': 'encoding',
    // hop-by-hop, RFC 9110 7.6.1
    connection: 'connection',
    'keep-alive': 'drop',
    'proxy-authenticate': 'drop',
    'proxy-authorization': 'drop',
    'proxy-connection': 'drop',
    te: 'drop',
    trailer: 'drop',
    'transfer-encoding': 'drop',
    upgrade: 'drop',
    expect: 'drop',
    // set anew for the upstream connection
    host: 'drop',
    'accept-encoding': 'drop',
    // of this host, not of the provider: a browser sends the console's session cookie to every port of a host
    cookie: 'drop',
    // addresses of the company's network
    forwarded: 'drop',
    via: 'drop',
    'x-forwarded-for': 'drop',
    'x-forwarded-host': 'drop',
    'x-forwarded-proto': 'drop',
    'x-forwarded-port': 'drop',
    'x-real-ip': 'drop',
  }),
);
const WEIR_PREFIX = 'x-weir-';
/** Header names arrive in any case; how each spelling was sorted is remembered, within bounds. */
const REMEMBERED_SPELLINGS = 1_024;
const spellings = new Map<string, Action>();

export function readHead(raw: readonly string[]): RequestHead {
  const head: RequestHead = {
    secret: undefined,
    weir: [],
    baggage: undefined,
    contentLength: -1,
    contentEncoding: undefined,
    forward: [],
    raw,
    traceId: undefined,
    parentSpanId: undefined,
  };
  let hopByHop: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    switch (actionOf(name)) {
      case 'forward':
        head.forward.push(name, value);
        break;
      case 'drop':
        break;
      case 'bearer':
        head.secret = bearer(value) ?? head.secret;
        break;
      case 'key':
        head.secret ??= value.trim();
        break;
      case 'weir':
        head.weir.push([name.toLowerCase().slice(WEIR_PREFIX.length), value]);
        break;
      case 'baggage':
        head.baggage = head.baggage === undefined ? value : `${head.baggage},${value}`;
        break;
      case 'length':
        head.contentLength = Number(value);
        break;
      case 'encoding':
        head.contentEncoding = value.toLowerCase() === 'identity' ? undefined : value;
        break;
      case 'trace':
        readTraceparent(head, value);
        head.forward.push(name, value);
        break;
      case 'connection':
        hopByHop = hopByHop === undefined ? value : `${hopByHop},${value}`;
    }
  }
  if (hopByHop !== undefined && !isPlain(hopByHop)) dropNamed(head, hopByHop);
  if (head.secret !== undefined && head.secret !== '') dropSecret(head, head.secret);
  return head;
}

/** In whatever header else the caller put its Weir key: it is not the provider's to see. */
function dropSecret({ forward }: RequestHead, secret: string): void {
  for (let i = forward.length - 2; i >= 0; i -= 2) {
    if ((forward[i + 1] as string).includes(secret)) forward.splice(i, 2);
  }
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/** W3C Trace Context: version, trace id, parent id, flags. */
function readTraceparent(head: RequestHead, traceparent: string): void {
  const found = TRACEPARENT.exec(traceparent);
  if (found === null || found[1] === NO_TRACE || found[2] === NO_SPAN) return;
  head.traceId = found[1];
  head.parentSpanId = found[2];
}

/** Headers by lower-case name; of repeated ones the values joined. */
export function headerRecord({ raw }: RequestHead): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? (raw[i + 1] as string) : `${before}, ${raw[i + 1]}`;
  }
  return headers;
}

function actionOf(name: string): Action {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const action = ACTIONS.get(lower) ?? (lower.startsWith(WEIR_PREFIX) ? 'weir' : 'forward');
  if (spellings.size < REMEMBERED_SPELLINGS) spellings.set(name, action);
  return action;
}

function bearer(value: string): string | undefined {
  const space = value.indexOf(' ');
  if (space === -1 || value.slice(0, space).toLowerCase() !== 'bearer') return undefined;
  return value.slice(space + 1).trim();
}

function isPlain(connection: string): boolean {
  return connection === 'keep-alive' || connection === 'close' || connection === 'Keep-Alive';
}

/** `Connection: close, x-trace` makes `x-trace` a header of this hop only. */
function dropNamed(head: RequestHead, connection: string): void {
  const named = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (let i = 0; i + 1 < head.forward.length; i += 2) {
    const name = head.forward[i] as string;
    if (!named.has(name.toLowerCase())) kept.push(name, head.forward[i + 1] as string);
  }
  head.forward = kept;
}
