import { Delivery, type Flushed } from './delivery.ts';
import { DeliveryError } from './errors.ts';
import type { Fetch, WeirOptions } from './options.ts';
import { type OutcomeDetails, type OutcomeSubject, outcomeBody } from './outcome.ts';
import type { Tags } from './tags.ts';
import { Task, type TaskHost, type TaskOptions } from './task.ts';

export interface Weir {
  /** The gateway, without a slash at its end. `${baseUrl}/v1` for OpenAI-shaped SDKs. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  /** Begins a task. Nothing is sent: calls carry it. */
  task(options?: TaskOptions): Task;
  /**
   * A `fetch` that adds the headers of the current task to requests to the gateway, and counts its steps. For SDK clients that
   * many tasks share: `current` says which one a request is of, e.g. from an `AsyncLocalStorage`.
   */
  wrapFetch(current: Task | (() => Task | undefined)): Fetch;
  /** Tells an outcome that belongs to no task at hand. Returns its id. */
  outcome(name: string, subject: OutcomeSubject, details?: OutcomeDetails): string;
  /** Sends all outcomes that wait. Await it before a process or request handler ends. Throws only when `strict`. */
  flush(): Promise<Flushed>;
  /** Outcomes that wait. */
  readonly waiting: number;
}

/** Task ids, tags and outcomes for calls through a Weir gateway, with whatever SDK makes them. */
export function createWeir(options: WeirOptions): Weir {
  if (typeof options?.baseUrl !== 'string') {
    throw new TypeError('createWeir needs the gateway: createWeir({ baseUrl: "http://127.0.0.1:4000" }).');
  }
  const baseUrl = options.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const send: Fetch = (input, init) => (options.fetch ?? globalThis.fetch)(input, init);
  const failures: DeliveryError[] = [];
  const tell = (error: DeliveryError) => {
    if (options.strict === true) failures.push(error);
    told(options.onError, error);
  };
  const { outcomes } = options;
  const token = outcomes?.token ?? options.apiKey;
  const delivery =
    outcomes === undefined || token === undefined
      ? undefined
      : new Delivery({ ...outcomes, token }, send, tell);
  const fresh = { id: options.newId ?? (() => crypto.randomUUID()), now: options.now ?? Date.now };

  const host: TaskHost = { newId: fresh.id, wrapFetch, outcome };

  function wrapFetch(current: Task | (() => Task | undefined)): Fetch {
    return (input, init) => {
      const task = typeof current === 'function' ? current() : current;
      if (task === undefined || !isBelow(baseUrl, input)) return send(input, init);
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      for (const [name, value] of Object.entries(task.step()))
        if (!headers.has(name)) headers.set(name, value);
      return send(input, { ...init, headers });
    };
  }

  function outcome(name: string, details: OutcomeDetails, subject: OutcomeSubject): string {
    const named = options.workload === undefined ? subject : { workload: options.workload, ...subject };
    const body = outcomeBody(name, details, named, fresh);
    const problem = queue(body.id);
    if (problem === undefined) return body.id;
    if (options.strict === true) throw problem;
    told(options.onError, problem);
    return body.id;

    function queue(id: string): DeliveryError | undefined {
      if (delivery === undefined)
        return new DeliveryError(
          'not_configured',
          'createWeir was given no `outcomes: { url }`, or neither token nor key.',
          [id],
        );
      if (delivery.add(body)) return undefined;
      return new DeliveryError('queue_full', 'Too many outcomes wait: this one was not taken.', [id]);
    }
  }

  return {
    baseUrl,
    apiKey: options.apiKey,
    task: (task = {}) => new Task(host, { ...task, tags: withTags(options.tags, task.tags) }),
    wrapFetch,
    outcome: (name, subject, details = {}) => outcome(name, details, subject),
    async flush() {
      const flushed = (await delivery?.flush()) ?? { delivered: 0, refused: 0, waiting: 0 };
      const [failure] = failures.splice(0);
      if (failure !== undefined) throw failure;
      return flushed;
    },
    get waiting() {
      return delivery?.waiting ?? 0;
    },
  };
}

function withTags(common: Tags | undefined, own: Tags | undefined): Tags {
  return { ...common, ...own };
}

/** Somebody's error handler must not break their business either. */
function told(onError: WeirOptions['onError'], error: DeliveryError): void {
  try {
    onError?.(error);
  } catch {
    // it is theirs to notice
  }
}

/** Other hosts learn nothing of tasks and customers. */
function isBelow(baseUrl: string, input: Parameters<Fetch>[0]): boolean {
  const url = input instanceof Request ? input.url : String(input);
  return url === baseUrl || url.startsWith(`${baseUrl}/`);
}
