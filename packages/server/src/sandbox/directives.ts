import { invalidRequest } from './api-error.ts';

/**
 * What a caller asked the sandbox to do differently, by the header `x-sandbox-fault` or by `[[sandbox:...]]` in the
 * last user message. Several are separated by `;`. README.md lists them.
 */
export interface Directives {
  /** Answer with this HTTP status in the dialect's error shape. */
  status?: number;
  /** Seconds, for the `retry-after` header of a 429, 503 or 529. */
  retryAfter?: number;
  /** A `status` or `drop` fault strikes only the first so many requests with this content. */
  times?: number;
  /** Milliseconds before the status line is sent. */
  firstByteDelayMs?: number;
  /** Milliseconds between the events of a stream; before the whole answer when unary. */
  slowMs?: number;
  /** Destroy the socket after so many stream events, or body bytes when unary. */
  cutAfter?: number;
  /** Never answer; with a number, go silent after so many stream events. */
  hangAfter?: number;
  /** Send an error event after so many stream events and end. */
  errorEventAfter?: number;
  /** The error event is the one that ends a Responses stream, `response.failed`, rather than a bare `error`. */
  failedEvent?: boolean;
  /** Close the connection without a byte. */
  drop?: boolean;
  malformed?: boolean;
  noUsage?: boolean;
  /** OpenAI streams: where usage travels. */
  usageIn?: 'last-chunk' | 'finish-chunk';
  /** Answer 502 with an HTML page, as a broken proxy in between does. */
  html?: boolean;
  /** Gzip the unary body when the client accepts it. */
  gzip?: boolean;
  /** Exact length of the visible answer, in tokens. */
  tokens?: number;
  /** Number of tool calls to make: 0 forbids them. */
  tools?: number;
  /** The model declines, each dialect in its own way. */
  refuse?: boolean;
  /** The answer is withheld by a filter of the provider. */
  contentFilter?: boolean;
  /** Structured output that is no JSON (`text`), or JSON of another shape (`shape`). */
  unfit?: 'text' | 'shape';
  /** Log probabilities, when asked for, say that the model was guessing. */
  lowConfidence?: boolean;
  /** The answer is the last user message, verbatim, in stream pieces of so many characters. */
  echoPieces?: number;
  /** Stop half-way as if the token limit had been reached. */
  truncate?: boolean;
  /** How often a batch is seen in progress before it ends. */
  batchPolls?: number;
  /** Anthropic: answered with committed capacity, which is told as `service_tier`. */
  priority?: boolean;
}

type Apply = (value: {
  main: number | undefined;
  option: (name: string) => number | undefined;
}) => Directives;

const VERBS: Record<string, Apply> = {
  slow: ({ option, main }) => ({ slowMs: option('ms') ?? main ?? 100 }),
  'first-byte-delay': ({ option, main }) => ({ firstByteDelayMs: option('ms') ?? main ?? 1_000 }),
  cut: ({ option, main }) => ({ cutAfter: option('after') ?? main ?? 3 }),
  hang: ({ option, main }) => ({ hangAfter: option('after') ?? main ?? 0 }),
  'error-event': ({ option, main }) => ({ errorEventAfter: option('after') ?? main ?? 3 }),
  drop: ({ option }) => withTimes({ drop: true }, option('times')),
  malformed: () => ({ malformed: true }),
  'no-usage': () => ({ noUsage: true }),
  'usage-in-last-chunk': () => ({ usageIn: 'last-chunk' }),
  'usage-in-finish-chunk': () => ({ usageIn: 'finish-chunk' }),
  html: () => ({ html: true }),
  gzip: () => ({ gzip: true }),
  tokens: ({ main }) => (main === undefined ? {} : { tokens: main }),
  tools: ({ main }) => (main === undefined ? {} : { tools: main }),
  'failed-event': ({ option, main }) => ({
    errorEventAfter: option('after') ?? main ?? 3,
    failedEvent: true,
  }),
  refuse: () => ({ refuse: true }),
  'content-filter': () => ({ contentFilter: true }),
  'invalid-json': () => ({ unfit: 'text' }),
  'wrong-shape': () => ({ unfit: 'shape' }),
  'low-confidence': () => ({ lowConfidence: true }),
  echo: ({ option, main }) => ({ echoPieces: Math.max(1, option('size') ?? main ?? 3) }),
  truncate: () => ({ truncate: true }),
  priority: () => ({ priority: true }),
  'batch-polls': ({ main }) => ({ batchPolls: main ?? 1 }),
};

const MAGIC = /\[\[sandbox:([^\]]*)\]\]/g;

/** Throws an invalid-request error that names the known words when it meets one it does not know. */
export function parseDirectives(header: string | undefined, lastUserText: string): Directives {
  const directives: Directives = {};
  for (const match of lastUserText.matchAll(MAGIC)) Object.assign(directives, parseList(match[1] ?? ''));
  if (header !== undefined) Object.assign(directives, parseList(header));
  return directives;
}

function parseList(list: string): Directives {
  const directives: Directives = {};
  for (const item of list.split(';')) {
    if (item.trim() !== '') Object.assign(directives, parseOne(item.trim()));
  }
  return directives;
}

function parseOne(item: string): Directives {
  const [head = '', ...rest] = item.split(/[\s,]+/);
  const [verb = '', mainText] = head.split('=');
  const options = new Map(rest.map((part) => part.split('=') as [string, string | undefined]));
  const option = (name: string) => (options.has(name) ? number(options.get(name), item) : undefined);
  if (/^[45]\d\d$/.test(verb)) {
    const retryAfter = option('retry-after');
    const fault: Directives = { status: Number(verb), ...(retryAfter === undefined ? {} : { retryAfter }) };
    return withTimes(fault, option('times'));
  }
  const apply = VERBS[verb];
  if (apply === undefined) {
    throw invalidRequest(
      `The sandbox does not know the fault '${verb}'. Known: a status such as 429 or 500, ${Object.keys(VERBS).join(', ')}.`,
      'x-sandbox-fault',
    );
  }
  return apply({ main: mainText === undefined ? undefined : number(mainText, item), option });
}

function withTimes(fault: Directives, times: number | undefined): Directives {
  return times === undefined ? fault : { ...fault, times };
}

function number(text: string | undefined, item: string): number {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(value) || value < 0) {
    throw invalidRequest(
      `The sandbox fault '${item}' wants a number, as in 'slow ms=200'.`,
      'x-sandbox-fault',
    );
  }
  return value;
}
