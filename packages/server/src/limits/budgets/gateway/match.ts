import { isPlaceDimension, matchesSubject, type Subject, subjectValue } from '../../subject.ts';
import type { Purse } from './purse.ts';

/** The budgets a subject's calls may concern, in order of their ids. */
export interface Match {
  readonly key: string;
  readonly purses: readonly Purse[];
  /** Some of them depend on where a try goes, or on the date. */
  readonly conditional: boolean;
  readonly degrading: readonly Purse[];
}

/** Finds what matches; worked out once per tags object, for as long as the rules stand. */
export class Matcher {
  /** Purses by the value that one dimension of their scope wants. */
  private readonly byValue = new Map<string, Map<string, Purse[]>>();
  private readonly always: Purse[] = [];
  private readonly known = new WeakMap<Subject['tags'], Match>();

  constructor(purses: Iterable<Purse>) {
    for (const purse of purses) this.add(purse);
  }

  of(subject: Subject): Match {
    const known = this.known.get(subject.tags);
    if (known !== undefined && known.key === subject.key) return known;
    const match = this.find(subject);
    this.known.set(subject.tags, match);
    return match;
  }

  private add(purse: Purse): void {
    const { scope } = purse.budget;
    const dimension = Object.keys(scope).find((name) => !isPlaceDimension(name));
    const value = dimension === undefined ? undefined : scope[dimension];
    if (dimension === undefined || value === undefined) {
      this.always.push(purse);
      return;
    }
    const values = this.byValue.get(dimension) ?? new Map<string, Purse[]>();
    this.byValue.set(dimension, values);
    values.set(value, [...(values.get(value) ?? []), purse]);
  }

  private find(subject: Subject): Match {
    const purses = [...this.always];
    for (const [dimension, values] of this.byValue) {
      const value = subjectValue(subject, dimension);
      for (const purse of (value === undefined ? undefined : values.get(value)) ?? []) {
        if (matchesSubject(purse.budget.scope, subject)) purses.push(purse);
      }
    }
    purses.sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      key: subject.key,
      purses,
      conditional: purses.some(({ placed, dated }) => placed || dated),
      degrading: purses.filter(({ budget }) => budget.mode === 'degrade'),
    };
  }
}
