import { commonSlices, type Fingerprint, fingerprint } from './fingerprint.ts';

/** How well the prompts of a workload suit a provider that caches equal beginnings by itself (OpenAI, Gemini). */
export interface PrefixFigure {
  /** Calls in the window that had an earlier call to compare with. */
  readonly calls: number;
  /** For 1,024, 2,048, 3,072 and 4,096 tokens; absent where no call's prompt is that long. */
  readonly stable: readonly { readonly tokens: number; readonly share: number }[];
  /** Where prompts that share less than 1,024 tokens most often part; absent when none do. */
  readonly divergence?: PrefixDivergence;
}

export interface PrefixDivergence {
  /** `messages.0.content`. */
  readonly path: string;
  /** Of the prompt, its parts strung together in the provider's order; of the last time; exact to 256 bytes. */
  readonly byteOffset: number;
  /** Of all divergences seen, 0 to 1. */
  readonly share: number;
}

export interface PrefixWatchLimits {
  /** Workloads remembered; the one seen longest ago is forgotten. About 20 KiB each at most. */
  readonly scopes: number;
}

const BYTES_PER_TOKEN = 4;
/** Providers cache from 1,024 tokens on. */
const STEP_TOKENS = 1_024;
const STEP_BYTES = STEP_TOKENS * BYTES_PER_TOKEN;
const STEPS = 4;
/** Different beginnings remembered per workload. */
const RECENT = 8;
/** Calls a figure rests on. */
const WINDOW = 256;
const PATHS = 16;

interface Remembered {
  readonly hashes: Uint32Array;
}

interface Scope {
  readonly recent: Remembered[];
  /** Per call in the window: steps in common, and steps the prompt has. */
  readonly common: Uint8Array;
  readonly possible: Uint8Array;
  calls: number;
  readonly divergences: Map<string, { count: number; byteOffset: number }>;
}

/** Watches whether the beginnings of prompts stay the same from call to call. Keeps hashes, never content. */
export class PrefixWatch {
  private readonly scopes = new Map<string, Scope>();
  private readonly limits: PrefixWatchLimits;

  constructor(limits: PrefixWatchLimits = { scopes: 1_000 }) {
    this.limits = limits;
  }

  /** `scope`: whose prompts are compared, such as workload and model. `body`: as it goes to the provider. */
  observe(scope: string, body: Buffer): void {
    const print = fingerprint(body);
    if (print === undefined) return;
    const state = this.touch(scope);
    const first = state.recent.length === 0;
    const { index, slices } = closest(state.recent, print);
    const commonBytes = slices === 0 ? 0 : (print.ends[slices - 1] ?? 0);
    if (!first) note(state, print, slices, commonBytes);
    if (commonBytes >= STEP_BYTES || state.recent.length >= RECENT) {
      state.recent.splice(commonBytes >= STEP_BYTES ? index : 0, 1);
    }
    state.recent.push({ hashes: print.hashes });
  }

  /** Undefined for a scope that was not seen, or seen once. */
  figure(scope: string): PrefixFigure | undefined {
    const state = this.scopes.get(scope);
    return state === undefined || state.calls === 0 ? undefined : figureOf(state);
  }

  private touch(scope: string): Scope {
    const known = this.scopes.get(scope);
    if (known !== undefined) {
      this.scopes.delete(scope);
      this.scopes.set(scope, known);
      return known;
    }
    for (const oldest of this.scopes.keys()) {
      if (this.scopes.size < this.limits.scopes) break;
      this.scopes.delete(oldest);
    }
    const fresh: Scope = {
      recent: [],
      common: new Uint8Array(WINDOW),
      possible: new Uint8Array(WINDOW),
      calls: 0,
      divergences: new Map(),
    };
    this.scopes.set(scope, fresh);
    return fresh;
  }
}

function closest(recent: readonly Remembered[], print: Fingerprint): { index: number; slices: number } {
  let best = { index: 0, slices: 0 };
  for (const [index, other] of recent.entries()) {
    const slices = commonSlices(other, print);
    if (slices >= best.slices) best = { index, slices };
  }
  return best;
}

function note(state: Scope, print: Fingerprint, slices: number, commonBytes: number): void {
  const slot = state.calls % WINDOW;
  const possible = Math.min(STEPS, Math.floor(print.bytes / STEP_BYTES));
  state.common[slot] = Math.min(possible, Math.floor(commonBytes / STEP_BYTES));
  state.possible[slot] = possible;
  state.calls += 1;
  if (state.calls % WINDOW === 0) fade(state);
  if (possible > 0 && commonBytes < STEP_BYTES) diverged(state, print, slices, commonBytes);
}

function diverged(state: Scope, print: Fingerprint, slices: number, byteOffset: number): void {
  const path = print.pathAt(Math.min(slices, print.hashes.length - 1));
  const count = (state.divergences.get(path)?.count ?? 0) + 1;
  if (count > 1 || state.divergences.size < PATHS) state.divergences.set(path, { count, byteOffset });
}

/** Old divergences count half with every window, so that one that was mended goes away. */
function fade(state: Scope): void {
  for (const [path, seen] of state.divergences) {
    if (seen.count < 2) state.divergences.delete(path);
    else state.divergences.set(path, { count: Math.floor(seen.count / 2), byteOffset: seen.byteOffset });
  }
}

function figureOf(state: Scope): PrefixFigure {
  const calls = Math.min(state.calls, WINDOW);
  const stable: { tokens: number; share: number }[] = [];
  for (let step = 1; step <= STEPS; step += 1) {
    let possible = 0;
    let common = 0;
    for (let slot = 0; slot < calls; slot += 1) {
      if ((state.possible[slot] ?? 0) >= step) possible += 1;
      if ((state.common[slot] ?? 0) >= step) common += 1;
    }
    if (possible > 0) stable.push({ tokens: step * STEP_TOKENS, share: common / possible });
  }
  const divergence = mostCommon(state);
  return { calls, stable, ...(divergence === undefined ? {} : { divergence }) };
}

function mostCommon(state: Scope): PrefixDivergence | undefined {
  let all = 0;
  let most: { path: string; count: number; byteOffset: number } | undefined;
  for (const [path, seen] of state.divergences) {
    all += seen.count;
    if (most === undefined || seen.count > most.count) most = { path, ...seen };
  }
  return most === undefined
    ? undefined
    : { path: most.path, byteOffset: most.byteOffset, share: most.count / all };
}
