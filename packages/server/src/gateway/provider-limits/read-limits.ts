import { instantOf } from './reset-time.ts';

/** What a header says of a limit. */
export type Said = 'limit' | 'remaining' | 'reset';

/** Told by a provider of one of its limits. */
export interface Reading {
  /** What is counted: `requests`, `tokens`, `input-tokens`, `requests-day` ... */
  readonly kind: string;
  limit: number | undefined;
  remaining: number | undefined;
  /** Epoch ms at which all of it is there again. */
  resetsAt: number | undefined;
}

interface Meaning {
  readonly kind: string;
  readonly said: Said;
}

/** OpenAI and those who follow it; Cerebras, SambaNova and others name the window too. */
const OPENAI = /^x-ratelimit-(limit|remaining|reset)-((?:requests|tokens)(?:-(?:day|hour|minute))?)$/;
const ANTHROPIC = /^anthropic-ratelimit-((?:input-|output-)?tokens|requests)-(limit|remaining|reset)$/;

/** Providers spell few names, always alike: each spelling is looked at once and remembered, within bounds. */
const REMEMBERED = 1_024;
const meanings = new Map<string, Meaning | null>();

/** The limits an answer speaks of. `headers`: name, value, name, value ... */
export function readLimits(headers: readonly string[], now: number): Reading[] {
  const readings: Reading[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const meaning = meaningOf(headers[i] as string);
    if (meaning === null) continue;
    const reading = readingOf(readings, meaning.kind);
    const value = headers[i + 1] as string;
    if (meaning.said === 'reset') reading.resetsAt = instantOf(value, now);
    else reading[meaning.said] = count(value);
  }
  return readings;
}

function readingOf(readings: Reading[], kind: string): Reading {
  for (const reading of readings) if (reading.kind === kind) return reading;
  const reading = { kind, limit: undefined, remaining: undefined, resetsAt: undefined };
  readings.push(reading);
  return reading;
}

function meaningOf(name: string): Meaning | null {
  const known = meanings.get(name);
  if (known !== undefined) return known;
  const meaning = learn(name.toLowerCase());
  if (meanings.size < REMEMBERED) meanings.set(name, meaning);
  return meaning;
}

function learn(name: string): Meaning | null {
  const openai = OPENAI.exec(name);
  if (openai !== null) return { said: openai[1] as Said, kind: openai[2] as string };
  const anthropic = ANTHROPIC.exec(name);
  return anthropic === null ? null : { kind: anthropic[1] as string, said: anthropic[2] as Said };
}

/** Some servers say -1 for no limit: that is nothing to go by. */
function count(value: string): number | undefined {
  const number = value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
