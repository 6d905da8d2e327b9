import { Random, seedOf } from './random.ts';
import { SocketFuzz } from './sockets.ts';
import type { Target } from './target.ts';
import { eventStream } from './targets/event-stream.ts';
import { headers } from './targets/headers.ts';
import { answers, meters } from './targets/meters.ts';
import { multipart } from './targets/multipart.ts';
import { names } from './targets/names.ts';
import { privacyRequests, privacyStreams } from './targets/privacy.ts';
import { requests } from './targets/requests.ts';
import { translatedAnswers, translatedRequests, translatedStreams } from './targets/translations.ts';

const TARGETS: readonly Target[] = [
  requests,
  meters,
  answers,
  translatedRequests,
  translatedAnswers,
  translatedStreams,
  eventStream,
  privacyRequests,
  privacyStreams,
  multipart,
  names,
  headers,
];
const SOCKETS = 'raw sockets';
/** A connection costs some hundred times a case in memory. */
const CASES_PER_SOCKET = 400;
/** Distinct faults that are told before a run stops. */
const MOST_FAULTS = 20;
/** A case that takes longer is a fault: somebody could send it again and again. */
const SLOW_MS = 1_000;

export interface FuzzPlan {
  readonly cases: number;
  readonly seed: number;
  /** Only this target. */
  readonly only?: string;
  /** Only this case: its own seed, as a fault told it. */
  readonly repeat?: number;
  readonly say?: (line: string) => void;
}

export interface Fault {
  readonly target: string;
  /** `--only <target> --repeat <seed>` plays it again. */
  readonly seed: number;
  readonly message: string;
}

export interface FuzzReport {
  readonly cases: number;
  readonly seconds: number;
  readonly byTarget: Readonly<Record<string, { cases: number; milliseconds: number }>>;
  readonly slowest: { readonly target: string; readonly seed: number; readonly milliseconds: number };
  readonly faults: readonly Fault[];
}

export async function fuzz({ cases, seed, only, repeat, say = () => {} }: FuzzPlan): Promise<FuzzReport> {
  const targets = TARGETS.filter(({ name }) => only === undefined || name === only);
  if (targets.length === 0 && only !== SOCKETS)
    throw new Error(`no target ${only}; there are ${targetNames()}`);
  const run = new Run();
  const sockets = only === undefined || only === SOCKETS ? new SocketFuzz() : undefined;
  await sockets?.start();
  const started = performance.now();
  try {
    const wheel = targets.flatMap((target) => Array<Target>(target.weight).fill(target));
    for (let i = 0; i < cases && run.faults.length < MOST_FAULTS; i += 1) {
      const own = repeat ?? seedOf(seed, i);
      const target = wheel[i % Math.max(1, wheel.length)];
      if (sockets !== undefined && (target === undefined || i % CASES_PER_SOCKET === 0)) {
        await run.one(SOCKETS, own, (random) => sockets.check(random));
      } else if (target !== undefined) run.sync(target.name, own, (random) => target.check(random));
      if (i % 100_000 === 99_999)
        say(`${i + 1} cases, ${rate(i + 1, started)} a second, ${run.faults.length} faults`);
      if (i % 1_000 === 999) await new Promise((resolve) => setImmediate(resolve));
    }
    if (sockets !== undefined) await run.one(SOCKETS, 0, () => sockets.stillWell());
  } finally {
    await sockets?.stop();
  }
  return run.report((performance.now() - started) / 1_000);
}

export function targetNames(): string {
  return [...TARGETS.map(({ name }) => name), SOCKETS].join(', ');
}

class Run {
  readonly faults: Fault[] = [];
  private readonly known = new Set<string>();
  private readonly byTarget: Record<string, { cases: number; milliseconds: number }> = {};
  private slowest = { target: '', seed: 0, milliseconds: 0 };

  sync(target: string, seed: number, check: (random: Random) => void): void {
    const started = performance.now();
    try {
      check(new Random(seed));
    } catch (error) {
      this.fault(target, seed, error);
    }
    const took = performance.now() - started;
    // another process may have had the processor: once more before it counts
    this.note(
      target,
      seed,
      took > SLOW_MS
        ? Math.min(
            took,
            timeOf(() => check(new Random(seed))),
          )
        : took,
    );
  }

  async one(target: string, seed: number, check: (random: Random) => Promise<void>): Promise<void> {
    const started = performance.now();
    try {
      await check(new Random(seed));
    } catch (error) {
      this.fault(target, seed, error);
    }
    this.note(target, seed, performance.now() - started);
  }

  report(seconds: number): FuzzReport {
    const { faults, byTarget, slowest } = this;
    const cases = Object.values(byTarget).reduce((sum, { cases }) => sum + cases, 0);
    return { cases, seconds, byTarget, slowest, faults };
  }

  private note(target: string, seed: number, milliseconds: number): void {
    const sums = this.byTarget[target] ?? { cases: 0, milliseconds: 0 };
    this.byTarget[target] = sums;
    sums.cases += 1;
    sums.milliseconds += milliseconds;
    if (target === SOCKETS) return;
    if (milliseconds > this.slowest.milliseconds) this.slowest = { target, seed, milliseconds };
    if (milliseconds > SLOW_MS) this.fault(target, seed, new Error(`took over ${SLOW_MS} ms`));
  }

  /** The same sentence of the same target is told once. */
  private fault(target: string, seed: number, error: unknown): void {
    const message = error instanceof Error ? `${error.message}\n${callers(error)}` : String(error);
    const kind = `${target}|${message.split('\n')[0]}`;
    if (this.known.has(kind)) return;
    this.known.add(kind);
    this.faults.push({ target, seed, message });
  }
}

function timeOf(work: () => void): number {
  const started = performance.now();
  try {
    work();
  } catch {
    // was told the first time
  }
  return performance.now() - started;
}

function callers(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 4)
    .join('\n');
}

export function rate(cases: number, started: number): number {
  return Math.round((cases / (performance.now() - started)) * 1_000);
}
