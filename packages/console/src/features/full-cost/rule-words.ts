import type { AllocationRule, AllocationStep } from '@weir/core/contract';
import { basisText, rulesText, ruleWords as words } from './text.ts';

type Described = Pick<AllocationRule, 'among' | 'steps' | 'on_zero_basis'>;

const partsOf = (shares: Readonly<Record<string, string>>) =>
  Object.entries(shares)
    .map(([name, weight]) => words.part(name === 'self' ? words.self : name, weight))
    .join(', ');

function stepInWords(step: AllocationStep, isFirst: boolean): string {
  if (step.kind === 'pools') return words.pools(partsOf(step.shares));
  const basis = step.by === 'fixed' ? words.fixed(partsOf(step.shares ?? {})) : basisText[step.by];
  const level = rulesText.levelsMany[step.among];
  return isFirst ? words.firstSplit(level, basis) : words.nextSplit(level, basis);
}

/** The steps as one sentence: "The cost is split among teams by tokens; then each part among its workloads by calls." */
export function stepsInWords(steps: readonly AllocationStep[]): string {
  let hasSplit = false;
  const parts = steps.map((step) => {
    const part = stepInWords(step, !hasSplit);
    hasSplit ||= step.kind === 'split';
    return part;
  });
  return words.begin(parts.join(words.next));
}

/** A rule as sentences an accountant can agree to. */
export function ruleInWords({ among, steps, on_zero_basis: onZero }: Described): string[] {
  const terms = Object.entries(among)
    .map(([name, values]) => `${name.replaceAll('_', ' ')} ${(values ?? []).join(words.or)}`)
    .join(words.and);
  return [terms === '' ? words.all : words.among(terms), stepsInWords(steps), words[onZero]];
}
