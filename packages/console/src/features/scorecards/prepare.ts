import type { Scorecard } from '@weir/core/contract';
import type { Tone } from '../../ui/tag.tsx';

export type Answer = Scorecard['answers'][number];
export type State = Answer['state'];
export type Question = Answer['question'];

export const QUESTIONS = [
  'owner',
  'outcome',
  'tier',
  'cost',
  'controls',
  'quality',
  'review',
] as const satisfies readonly Question[];
export const STATES = ['answered', 'weak', 'missing'] as const satisfies readonly State[];
export const TONES: Record<State, Tone> = { answered: 'good', weak: 'warn', missing: 'bad' };

export const answerOf = ({ answers }: Scorecard, question: Question): Answer | undefined =>
  answers.find((one) => one.question === question);

/** Missing before weak before answered: what to look at first. */
export const rankOf = (answer: Answer | undefined): number =>
  answer === undefined ? 0 : STATES.indexOf(answer.state);

export interface Tally {
  answers: number;
  complete: number;
  byState: Readonly<Record<State, number>>;
  /** Question that is most often in a state, and how often; undefined where it never is. */
  most: Readonly<Record<State, { question: Question; count: number } | undefined>>;
}

export function tallyOf(cards: readonly Scorecard[]): Tally {
  const all = cards.flatMap(({ answers }) => answers);
  const countOf = (state: State) => all.filter((one) => one.state === state).length;
  const mostOf = (state: State) =>
    QUESTIONS.map((question) => ({
      question,
      count: all.filter((one) => one.state === state && one.question === question).length,
    }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)[0];
  return {
    answers: all.length,
    complete: cards.filter(({ answered, answers }) => answered === answers.length).length,
    byState: { answered: countOf('answered'), weak: countOf('weak'), missing: countOf('missing') },
    most: { answered: mostOf('answered'), weak: mostOf('weak'), missing: mostOf('missing') },
  };
}

/** Part of a workload's page where a question is answered; controls are the gate's. */
export const SECTION_OF = {
  owner: 'profile',
  outcome: 'value',
  tier: 'controls',
  cost: 'economics',
  quality: 'value',
  review: 'profile',
} as const satisfies Record<Exclude<Question, 'controls'>, string>;
