const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Numbers from here on are instants: epoch seconds, or milliseconds. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

/** Epoch ms of `6m0s`, `20ms`, `2m59.56s`, seconds from now, epoch seconds or ms, or RFC 3339; undefined when it is none. */
export function instantOf(value: string, now: number): number | undefined {
  if (value === '') return undefined;
  const number = Number(value);
  if (Number.isFinite(number)) return ofNumber(number, now);
  const duration = durationOf(value);
  if (duration !== undefined) return now + duration;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function ofNumber(number: number, now: number): number | undefined {
  if (number < 0) return undefined;
  if (number >= EPOCH_MS) return number;
  return number >= EPOCH_SECONDS ? number * 1_000 : now + number * 1_000;
}

function durationOf(value: string): number | undefined {
  let ms = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < value.length) {
    const part = PART.exec(value);
    if (part === null) return undefined;
    ms += Number(part[1]) * (UNIT_MS[part[2] as string] ?? 0);
  }
  return ms;
}
