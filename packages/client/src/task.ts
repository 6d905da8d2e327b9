import type { Fetch } from './options.ts';
import type { OutcomeDetails, OutcomeSubject } from './outcome.ts';
import { type Tags, tagHeaders } from './tags.ts';

export interface TaskOptions {
  /** Your own name of the run, unique within the workload: `ticket-4711`. Default: a new one. */
  readonly id?: string;
  readonly customer?: string;
  readonly user?: string;
  readonly promptVersion?: string;
  readonly tags?: Tags;
  /** The task that started this one, or its id. */
  readonly parent?: Task | string;
}

/** What a task needs of the client that made it. */
export interface TaskHost {
  readonly newId: () => string;
  readonly wrapFetch: (task: Task) => Fetch;
  readonly outcome: (name: string, details: OutcomeDetails, subject: OutcomeSubject) => string;
}

/** One run: all calls that carry its headers are its steps. */
export class Task {
  readonly id: string;
  /** Adds this task's headers to requests to the gateway and counts each as a step. For SDKs that take a custom `fetch`. */
  readonly fetch: Fetch;
  private readonly host: TaskHost;
  private readonly options: TaskOptions;
  private readonly fixed: Readonly<Record<string, string>>;
  private taken = 0;

  constructor(host: TaskHost, options: TaskOptions) {
    this.host = host;
    this.options = options;
    this.id = options.id ?? host.newId();
    const parent = typeof options.parent === 'string' ? options.parent : options.parent?.id;
    this.fixed = tagHeaders({
      ...options.tags,
      customer: options.customer,
      user: options.user,
      prompt_version: options.promptVersion,
      parent_task: parent,
      task: this.id,
    });
    this.fetch = host.wrapFetch(this);
  }

  /** Steps begun so far. */
  get steps(): number {
    return this.taken;
  }

  /** For `defaultHeaders` of an SDK client that serves this task alone. */
  headers(): Record<string, string> {
    return { ...this.fixed };
  }

  /** The same and the number of the step that begins now; for the headers of one request. */
  step(): Record<string, string> {
    this.taken += 1;
    return { ...this.fixed, 'x-weir-step': String(this.taken) };
  }

  /** A task that this one starts, for the same customer and user unless told otherwise. */
  child(options: Omit<TaskOptions, 'parent'> = {}): Task {
    const { customer, user, promptVersion, tags } = this.options;
    return new Task(this.host, {
      ...defined({ customer, user, promptVersion }),
      ...options,
      tags: { ...tags, ...options.tags },
      parent: this,
    });
  }

  /** Tells what came of it, now or days later. Resolves to nothing to wait for: the id of the outcome, which is on its way. */
  outcome(name: string, details: OutcomeDetails = {}): string {
    const { customer, user, promptVersion } = this.options;
    return this.host.outcome(name, details, { task: this.id, ...defined({ customer, user, promptVersion }) });
  }
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
