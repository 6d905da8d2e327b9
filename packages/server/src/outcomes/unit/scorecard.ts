import type { Scorecard, Workload } from '@weir/core/contract';
import { localTime, shortMoney } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { UnitBasis } from './basis.ts';
import type { Judged } from './judging.ts';
import { money } from './report-figures.ts';

type Answer = Scorecard['answers'][number];
type Question = Answer['question'];

/** The seven operating questions of C21, as people ask them. */
const TEXTS: Record<Question, string> = {
  owner: 'Who owns it?',
  outcome: 'What outcome does it support?',
  tier: 'Which tier of models does it use?',
  cost: 'What does a call, a user, an outcome cost?',
  controls: 'Which controls prevent runaway use?',
  quality: 'How is its quality measured?',
  review: 'When is it reviewed next?',
};

interface Found {
  state: Answer['state'];
  answer: string | null;
  remedy?: string;
  figures?: Record<string, Decimal | number | null | undefined>;
}

/**
 * The seven questions, answered from what is known now: `answered`, `weak` (something is said, and it does not hold), `missing` (nobody has
 * said). `today` is a day of the organization's zone, `2026-11-22`.
 */
export function scorecardOf(basis: UnitBasis, judged: Judged, now: number, zone: string): Scorecard {
  const { workload } = basis;
  const found: Record<Question, Found> = {
    owner: ownerOf(workload),
    outcome: outcomeOf(basis),
    tier: tierOf(workload),
    cost: costOf(basis, judged),
    controls: controlsOf(workload, judged),
    quality: qualityOf(workload, judged),
    review: reviewOf(workload, dayOf(now, zone)),
  };
  const answers = (Object.keys(TEXTS) as Question[]).map((question) => answerOf(question, found[question]));
  return {
    workload: workload.id,
    name: workload.name,
    as_of: new Date(now).toISOString(),
    answers,
    answered: answers.filter(({ state }) => state === 'answered').length,
  };
}

function answerOf(question: Question, { state, answer, remedy, figures = {} }: Found): Answer {
  return {
    question,
    text: TEXTS[question],
    answer,
    state,
    ...(remedy === undefined ? {} : { remedy }),
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [
        name,
        value instanceof Decimal ? money(value) : (value ?? null),
      ]),
    ),
  };
}

function ownerOf({ id, owner, technical_owner: technical }: Workload): Found {
  if (technical !== undefined) return { state: 'answered', answer: `${owner}; run by ${technical}` };
  const remedy = `weir workload change ${id} --technical-owner <person>`;
  return { state: 'weak', answer: `${owner}; nobody is named who runs it`, remedy };
}

function outcomeOf({ workload, facts, valueClass }: UnitBasis): Found {
  const metric = workload.value_metric;
  if (metric === undefined) {
    const remedy = 'Give it a value metric: the outcome it brings about, and what one is worth.';
    return { state: 'missing', answer: null, remedy };
  }
  const figures = { outcomes: facts.outcomes, successes: facts.successes, value: facts.value };
  if (facts.outcomes === 0) {
    return {
      state: 'weak',
      answer: `${metric.outcome}, of which none was told in the range`,
      remedy: 'Send outcomes: POST /api/v1/outcomes, weir outcome import, or a rule on traffic.',
      figures,
    };
  }
  const counted = `${facts.successes} of ${facts.outcomes} ${metric.outcome} succeeded`;
  if (facts.valued === 0 && metric.value !== undefined && facts.successes === 0) {
    const remedy = 'See why attempts fail: weir unit --workload <id>, weir outcome list.';
    return { state: 'weak', answer: counted, remedy, figures };
  }
  if (facts.valued === 0) {
    const remedy = 'Say what one is worth: the value of the value metric, or of each outcome.';
    return { state: 'weak', answer: `${counted}; nobody has said what one is worth`, remedy, figures };
  }
  const worth = `worth ${shortMoney(facts.value, facts.currency)} (${valueClass}, ${metric.confidence})`;
  return { state: 'answered', answer: `${counted}, ${worth}`, figures };
}

function tierOf({ id, routing, approved_models: models }: Workload): Found {
  const tiers = routing?.allowed_tiers ?? [];
  const named = routing?.default_model;
  if (tiers.length > 0) {
    const standard = named === undefined ? '' : `; ${named} by default`;
    return { state: 'answered', answer: `${tiers.join(', ')}${standard}` };
  }
  const remedy = `weir workload change ${id} --allow-tier <tier>`;
  if (models.length > 0) {
    return { state: 'weak', answer: `models ${models.join(', ')}; no tier is named`, remedy };
  }
  return { state: 'missing', answer: null, remedy };
}

function costOf({ facts }: UnitBasis, { figures }: Judged): Found {
  const { cost_per_call: call, cost_per_user: user, cost_per_successful_outcome: success } = figures;
  const parts = [
    ['call', call.value],
    ['user', user.value],
    ['successful outcome', success.value],
  ] as const;
  const known = parts.flatMap(([of, value]) =>
    value === undefined ? [] : [`${shortMoney(value, facts.currency)} per ${of}`],
  );
  const told = {
    cost_per_call: call.value,
    cost_per_user: user.value,
    cost_per_successful_outcome: success.value,
    loaded_cost: facts.loadedCost,
  };
  if (known.length === 0) {
    const remedy = 'There is no use in the range: widen it, or send calls.';
    return { state: 'missing', answer: null, remedy, figures: told };
  }
  if (success.value !== undefined && user.value !== undefined && call.value !== undefined) {
    return { state: 'answered', answer: known.join(', '), figures: told };
  }
  const lacking = parts.filter(([, value]) => value === undefined).map(([of]) => of);
  const remedy = `Unknown per ${lacking.join(' and per ')}: send x-weir-user with calls, and outcomes.`;
  return { state: 'weak', answer: known.join(', '), remedy, figures: told };
}

function controlsOf({ id, limits }: Workload, { controls, verdict }: Judged): Found {
  const { hardBudgets, fallback, gate } = controls;
  const rule = verdict.rules.find((one) => one.rule === 'controls_in_place');
  const has = [
    ...(hardBudgets.length === 0 ? [] : [`budget ${hardBudgets.join(', ')}`]),
    ...(limits === undefined ? [] : ['limits of tasks']),
    ...(fallback ? ['fallback'] : []),
    ...(gate === undefined ? [] : [`gate ${gate.state}`]),
  ];
  const figures = { hard_budgets: hardBudgets.length, gate_missing: gate?.missing.length };
  if (rule?.result === 'pass') return { state: 'answered', answer: has.join(', '), figures };
  const remedy = `${rule?.evidence ?? ''} weir budget create --scope workload=${id}; weir gate show ${id}.`;
  if (has.length === 0) return { state: 'missing', answer: null, remedy, figures };
  return { state: 'weak', answer: has.join(', '), remedy, figures };
}

function qualityOf({ id }: Workload, { quality, verdict }: Judged): Found {
  if (quality === undefined) {
    const remedy = 'Give it a quality metric with a target, and send scores.';
    return { state: 'missing', answer: null, remedy };
  }
  const samples = quality.scores.reduce((sum, one) => sum + one.samples, 0);
  const rule = verdict.rules.find((one) => one.rule === 'quality_acceptable');
  const figures = { target: quality.target, samples, scores: quality.scores.length };
  const answer = rule?.evidence ?? quality.metric;
  if (rule?.result === 'pass') return { state: 'answered', answer, figures };
  const send = `weir quality add ${id} --metric ${quality.metric} --score <n> --samples <n>`;
  const remedy = rule?.result === 'fail' ? 'Raise quality before it gets more traffic.' : send;
  return { state: 'weak', answer, remedy, figures };
}

function reviewOf({ id, review_date: date }: Workload, today: string): Found {
  const remedy = `weir workload change ${id} --review-date <date>`;
  if (date === undefined) return { state: 'missing', answer: null, remedy };
  if (date < today) return { state: 'weak', answer: `It was due on ${date}`, remedy };
  return { state: 'answered', answer: date };
}

function dayOf(now: number, zone: string): string {
  const { year, month, day } = localTime(now, zone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
