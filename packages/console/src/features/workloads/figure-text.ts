import type { UnitFigure } from '@weir/core/contract';

/** Names of the figures, what each means, and its formula in words. */
export const figureTexts: Record<UnitFigure, { name: string; meaning: string; formula: string }> = {
  api_cost: {
    name: 'API cost',
    meaning: 'What providers bill for its calls.',
    formula: 'sum of charges of providers',
  },
  loaded_cost: {
    name: 'Loaded cost',
    meaning:
      'All of its cost: what providers bill, and its share of people, review, infrastructure and the rest.',
    formula: 'API cost + other costs',
  },
  load_ratio: {
    name: 'Loaded to API',
    meaning: 'How many times more it costs than the bill of the providers says.',
    formula: 'loaded cost / API cost',
  },
  cost_per_million_tokens: {
    name: 'Per 1M tokens',
    meaning: 'What a million tokens, in and out, cost on the average. API cost.',
    formula: 'API cost / tokens × 1,000,000',
  },
  cost_per_call: {
    name: 'Per call',
    meaning: 'What providers bill for one call on the average.',
    formula: 'API cost / calls',
  },
  cost_per_user: {
    name: 'Per active user',
    meaning: 'Loaded cost for each user that made a call in the period.',
    formula: 'loaded cost / different users',
  },
  cost_per_task: {
    name: 'Per task',
    meaning: 'Loaded cost for each task, whatever came of it.',
    formula: 'loaded cost / tasks',
  },
  cost_per_outcome: {
    name: 'Per outcome',
    meaning: 'Loaded cost for each outcome, failures included.',
    formula: 'loaded cost / outcomes',
  },
  cost_per_successful_outcome: {
    name: 'Per successful outcome',
    meaning: 'The cost of all attempts, carried by those that succeeded.',
    formula: 'loaded cost / successful outcomes',
  },
  success_rate: {
    name: 'Success rate',
    meaning: 'How many of its outcomes are successes.',
    formula: 'successful outcomes / outcomes',
  },
  value_per_outcome: {
    name: 'Value per success',
    meaning: 'What one success is worth, as told with the outcome or by the value metric.',
    formula: 'value / successes whose value is known',
  },
  value: {
    name: 'Value',
    meaning: 'What its successes are worth, in the class its value metric names.',
    formula: 'sum of the value of successes',
  },
  margin_per_outcome: {
    name: 'Margin per success',
    meaning: 'What is left of the value of a success after its cost.',
    formula: 'value per success − cost per success',
  },
  margin: {
    name: 'Margin',
    meaning: 'What is left of the value after all cost.',
    formula: 'value − loaded cost',
  },
  roi: {
    name: 'Return on cost',
    meaning: 'What came back for each unit of money that was spent, above the money itself.',
    formula: '(value − loaded cost) / loaded cost',
  },
  payback_days: {
    name: 'Payback',
    meaning: 'Days until the margin has paid what was invested once.',
    formula: 'investment / (margin / days)',
  },
  saving_per_outcome: {
    name: 'Saving per success',
    meaning: 'What one success costs less than before AI.',
    formula: 'baseline cost − cost per success',
  },
};
