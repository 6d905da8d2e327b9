import { describe, expect, it } from 'vitest';
import { fieldOf, mapOf, shapeOf } from './import-csv.ts';
import { countSeries, rateSeries } from './rates.ts';
import { emptyRule, ruleInWords, toRule } from './rule-fields.ts';
import { readOutcomesSearch, workloadOf } from './search.ts';

describe('rules on traffic', () => {
  const fields = {
    ...emptyRule('USD'),
    id: 'resolved',
    workload: 'support-bot',
    outcome: 'ticket_resolved',
    lastTool: 'close_ticket',
    lastOk: true,
  };

  it('are said in words as they are typed', () => {
    const rule = toRule(fields);
    expect(rule?.when).toEqual({ last_tool: 'close_ticket', last_ok: true });
    expect(rule === undefined ? [] : ruleInWords(rule)).toEqual([
      'When a task of support-bot has had no call for 30 minutes, and its last call called close_ticket, and its last call was answered, it is a successful ticket_resolved.',
      'Every other task that ends is a failed ticket_resolved.',
    ]);
  });

  it('wait for what is needed', () => {
    expect(toRule({ ...fields, workload: '' })).toBeUndefined();
    expect(toRule({ ...fields, outcome: 'Ticket resolved' })).toBeUndefined();
    expect(toRule({ ...fields, quiet: '10081' })).toBeUndefined();
    expect(toRule({ ...fields, maxSteps: '0' })).toBeUndefined();
  });
});

describe('a file of outcomes', () => {
  it('has its columns recognised by name, and asks for the others to be mapped or left out', () => {
    const { columns, rows } = shapeOf(
      'ID,"Ticket",At,Prompt version,attributes.plan\n1,T-1,2026-11-22,v2,pro\n\n',
    );
    expect(rows).toBe(1);
    expect(columns.map(fieldOf)).toEqual(['id', '-', 'at', 'prompt_version', 'attributes.plan']);
    expect(mapOf(columns, { Ticket: 'task' })).toEqual([
      'ID=id',
      'Ticket=task',
      'At=at',
      'Prompt version=prompt_version',
    ]);
  });
});

describe('rates', () => {
  const point = (outcomes: number, successes: number) => ({
    bucket: '2026-11-22T00:00:00Z',
    api_cost: '0',
    loaded_cost: '0',
    calls: 0,
    tasks: 0,
    users: 0,
    outcomes,
    successes,
    cost_per_call: null,
    cost_per_outcome: null,
    cost_per_successful_outcome: null,
    value: '0',
  });

  it('leave a gap where nothing happened, and count failures beside successes', () => {
    const trend = [point(4, 3), point(0, 0)];
    expect(rateSeries(trend, 'Rate').series[0]?.values).toEqual(['0.7500', '']);
    expect(countSeries(trend, { success: 'S', failure: 'F' }).series.map(({ total }) => total)).toEqual([
      '3',
      '1',
    ]);
  });
});

it('reads its address', () => {
  const search = readOutcomesSearch({
    section: 'rules',
    result: 'failure',
    retracted: true,
    link: 'nonsense',
    filter: ['team=a', 'workload=bot'],
  });
  expect(search).toEqual({ section: 'rules', result: 'failure', retracted: true, filter: ['workload=bot'] });
  expect(workloadOf(search.filter)).toBe('bot');
});
