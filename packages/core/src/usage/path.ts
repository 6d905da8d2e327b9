import { compileMatch, type MatchRule } from './match.ts';

/** A step into an object, or into the first item of a list whose `field` matches. */
export type PathStep = string | ArrayMatchStep;
export interface ArrayMatchStep {
  type: 'array-match';
  field: string;
  match: MatchRule;
}
export type Path = string | readonly PathStep[];

export function steps(path: Path): readonly PathStep[] {
  return typeof path === 'string' ? [path] : path;
}

/** The value at a path, undefined where the way there ends. */
export function valueAt(start: unknown, path: Path): unknown {
  let here = start;
  for (const step of steps(path)) {
    here = take(here, step);
    if (here === undefined) return undefined;
  }
  return here;
}

/** `body.usage.prompt_tokens`, for messages. */
export function pathName(...parts: readonly Path[]): string {
  const names = parts.flatMap(steps).map((step) => (typeof step === 'string' ? step : `[${step.field}]`));
  return ['body', ...names].join('.');
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function take(from: unknown, step: PathStep): unknown {
  if (typeof step === 'string') {
    return isMapping(from) && Object.hasOwn(from, step) ? from[step] : undefined;
  }
  if (!Array.isArray(from)) return undefined;
  const matches = matcherOf(step);
  return from.find((item: unknown) => {
    const name = isMapping(item) ? item[step.field] : undefined;
    return typeof name === 'string' && matches(name);
  });
}

/** Keyed by the step object of the loaded price list: compiled once each. */
const compiled = new WeakMap<ArrayMatchStep, (name: string) => boolean>();

function matcherOf(step: ArrayMatchStep): (name: string) => boolean {
  const known = compiled.get(step);
  if (known !== undefined) return known;
  const made = compileMatch(step.match);
  compiled.set(step, made);
  return made;
}
