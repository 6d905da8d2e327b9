import type { Scorecard } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { QUESTIONS, type State, tallyOf } from './prepare.ts';

const card = (states: readonly State[]) =>
  ({
    answered: states.filter((state) => state === 'answered').length,
    answers: states.map((state, index) => ({ question: QUESTIONS[index], state })),
  }) as unknown as Scorecard;

describe('the tally of scorecards', () => {
  it('counts answers by state, and names the question that lacks most', () => {
    const tally = tallyOf([
      card(['answered', 'missing', 'weak']),
      card(['answered', 'missing', 'missing']),
      card(['answered', 'answered', 'answered']),
    ]);
    expect(tally).toMatchObject({ answers: 9, complete: 1, byState: { answered: 5, weak: 1, missing: 3 } });
    expect(tally.most.missing).toEqual({ question: 'outcome', count: 2 });
    expect(tallyOf([]).most.weak).toBeUndefined();
  });
});
