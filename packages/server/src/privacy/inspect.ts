import type { DataPolicy, DetectionAction, Detector } from '@weir/core/contract';
import { DETECTION_ACTIONS } from '@weir/core/contract';
import type { Finds } from './contract.ts';
import { detectorsFor, normalise, type Span, type TextDetector } from './detectors/index.ts';

/** Something found in a text, and what the policy wants done about it. */
export interface Find extends Span {
  readonly detector: Detector;
  readonly action: DetectionAction;
}

/** The detectors of a policy, ready to look at texts. */
export interface Inspector {
  /** In order of place, without overlaps. */
  find(text: string): Find[];
  /** What may continue a find of this kind that was cut short. */
  continuation(detector: Detector): Pick<TextDetector, 'tail' | 'close'> | undefined;
  readonly strictest: DetectionAction;
}

/** Undefined when the policy looks for nothing. */
export function createInspector(actions: DataPolicy['detectors']): Inspector | undefined {
  const entries = Object.entries(actions) as [Detector, DetectionAction][];
  if (entries.length === 0) return undefined;
  const byName = new Map(entries);
  const detectors = detectorsFor(new Set(byName.keys()));
  const rank = new Map(detectors.map((detector, i) => [detector.name, i]));
  return {
    find(text) {
      if (text.length < SHORTEST) return [];
      const plain = normalise(text);
      if (!SIGN.test(plain)) return [];
      const all: Find[] = [];
      for (const { name, find } of detectors) {
        const action = byName.get(name) ?? 'flag';
        for (const { start, end } of find(plain)) all.push({ start, end, detector: name, action });
      }
      return all.length < 2 ? all : withoutOverlaps(all, (find) => rank.get(find.detector) ?? 0);
    },
    continuation: (name) => detectors.find((detector) => detector.name === name),
    strictest: strictest([...byName.values()]) ?? 'flag',
  };
}

/** The shortest thing any detector finds: `a@b.de`. */
const SHORTEST = 6;
/** Whatever any detector finds has one of these; most pieces of prose have none. */
const SIGN = /[0-9@_-]/;

/** Overlapping finds become one: nothing found by either may stay. The stricter action names it, then the rank. */
function withoutOverlaps(all: Find[], rank: (find: Find) => number): Find[] {
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Find[] = [];
  for (const find of all) {
    const last = kept.at(-1);
    if (last === undefined || find.start >= last.end) {
      kept.push(find);
      continue;
    }
    const surer = surerOf(last, find);
    if (surer !== undefined) {
      kept[kept.length - 1] = surer;
      continue;
    }
    const stricter = severity(find.action) - severity(last.action) || rank(last) - rank(find);
    const named = stricter > 0 ? find : last;
    kept[kept.length - 1] = { ...named, start: last.start, end: Math.max(last.end, find.end) };
  }
  return kept;
}

/** Kinds that prove themselves by a checksum or their frame: digits inside them are not something else besides. */
const PROVEN: ReadonlySet<Detector> = new Set(['iban', 'payment_card', 'private_key']);

/** The proven find of two, when it holds the other. */
function surerOf(a: Find, b: Find): Find | undefined {
  if (PROVEN.has(a.detector) && !PROVEN.has(b.detector) && b.end <= a.end && b.start >= a.start) return a;
  if (PROVEN.has(b.detector) && !PROVEN.has(a.detector) && a.end <= b.end && a.start >= b.start) return b;
  return undefined;
}

export function severity(action: DetectionAction): number {
  return DETECTION_ACTIONS.indexOf(action);
}

function strictest(actions: readonly DetectionAction[]): DetectionAction | undefined {
  return [...actions].sort((a, b) => severity(b) - severity(a))[0];
}

/** Adds up finds. */
export class FindCounter implements Finds {
  readonly counts: Partial<Record<Detector, number>> = {};
  action: DetectionAction | undefined;

  add(find: Find): void {
    this.counts[find.detector] = (this.counts[find.detector] ?? 0) + 1;
    if (this.action === undefined || severity(find.action) > severity(this.action)) this.action = find.action;
  }
}
