import type { TaskView } from '@weir/core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isStoppedByHand,
  lasted,
  limitText,
  limitTone,
  percentText,
  stepsOf,
  type TaskCall,
  taskCsv,
  wallTime,
} from './prepare.ts';
import { readTasksSearch } from './search.ts';
import { layoutWaterfall, WIDTH } from './waterfall.ts';

const call = (part: Partial<TaskCall>): TaskCall => ({
  call_id: 'c1',
  source: 'gateway',
  instance: 'i',
  sandbox: true,
  started_at: '2026-11-22T10:00:00.000000Z',
  ended_at: '2026-11-22T10:00:01.000000Z',
  duration_ms: 1_000,
  dialect: 'openai',
  operation: 'chat.completions',
  stream: false,
  provider: 'openai',
  requested_model: 'gpt-4o',
  model: 'gpt-4o',
  tags: {},
  attribution: 'complete',
  missing_tags: [],
  status: 'ok',
  http_status: 200,
  usage: {},
  tool_calls: 0,
  tool_names: [],
  request_bytes: 1,
  response_bytes: 1,
  cost: '0',
  reserved_cost: '0',
  currency: 'USD',
  priced: true,
  estimated: false,
  retries: 0,
  offset_ms: 0,
  ...part,
});

describe('the waterfall of a task', () => {
  it('places bars by when calls began and how long they took', () => {
    const { bars, cuts, ticks } = layoutWaterfall([
      { offset_ms: 0, duration_ms: 1_000 },
      { offset_ms: 1_000, duration_ms: 2_000 },
      { offset_ms: 3_000, duration_ms: 1_000 },
    ]);
    expect(bars).toEqual([
      { x: 0, width: 250 },
      { x: 250, width: 500 },
      { x: 750, width: 250 },
    ]);
    expect(cuts).toEqual([]);
    expect(ticks.map(({ ms }) => ms)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('cuts a night of waiting out, so that calls before and after stay visible', () => {
    const night = 8 * 3_600_000;
    const { bars, cuts } = layoutWaterfall([
      { offset_ms: 0, duration_ms: 1_000 },
      { offset_ms: night, duration_ms: 1_000 },
    ]);
    expect(cuts).toHaveLength(1);
    expect(cuts[0]?.ms).toBe(night - 1_000);
    for (const { width } of bars) expect(width).toBeGreaterThan(400);
    expect(bars[1]?.x).toBeGreaterThan((bars[0]?.x ?? 0) + (bars[0]?.width ?? 0));
  });

  it('shows the shortest call, and copes with none', () => {
    const { bars } = layoutWaterfall([
      { offset_ms: 0, duration_ms: 60_000 },
      { offset_ms: 60_000, duration_ms: 0 },
    ]);
    expect(bars[1]?.width).toBeGreaterThan(0);
    expect(layoutWaterfall([])).toEqual({ bars: [], ticks: [], cuts: [] });
  });

  it('keeps every bar and tick inside, in the order of time', () => {
    const span = fc.record({
      offset_ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
      duration_ms: fc.double({ min: 0, max: 1e7, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 40 }), (spans) => {
        const sorted = spans.toSorted((a, b) => a.offset_ms - b.offset_ms);
        const { bars, ticks, cuts } = layoutWaterfall(sorted);
        for (const { x, width } of [...bars, ...cuts]) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(WIDTH + 1e-3);
        }
        for (const { x } of ticks) expect(x).toBeLessThanOrEqual(WIDTH);
        for (const [i, tick] of ticks.entries()) {
          if (i > 0) expect(tick.ms).toBeGreaterThan(ticks[i - 1]?.ms ?? -1);
        }
        expect(ticks.length).toBeLessThan(20);
      }),
    );
  });
});

describe('figures of a task', () => {
  it('add up call by call, exactly', () => {
    const steps = stepsOf([call({ cost: '0.1' }), call({ cost: '0.2' }), call({ cost: '0.000000000001' })]);
    expect(steps.map(({ total }) => total)).toEqual(['0.1', '0.3', '0.300000000001']);
  });

  it('mark the first call that failed; one the client left is none', () => {
    const failed = (calls: TaskCall[]) => stepsOf(calls).findIndex(({ isFirstFailure }) => isFirstFailure);
    const [left, error, refused] = (['client_aborted', 'upstream_error', 'refused'] as const).map((status) =>
      call({ status }),
    );
    expect(failed([call({}), left, error, refused].flatMap((one) => one ?? []))).toBe(2);
    expect(failed([call({})])).toBe(-1);
  });

  it('reach from the first call to the end of the last', () => {
    const task = { started_at: '2026-11-22T10:00:00Z', last_call_at: '2026-11-22T10:00:03Z' };
    expect(wallTime({ ...task, calls: [call({ offset_ms: 3_000, duration_ms: 1_500 })] })).toBe(4_500);
    expect(wallTime({ ...task, calls: [] })).toBe(3_000);
  });

  it('last as long as their limit counts while they go on', () => {
    const task: TaskView = {
      task: 't',
      workload: 'w',
      state: 'running',
      started_at: '2026-11-22T10:00:00Z',
      last_call_at: '2026-11-22T10:00:03Z',
      steps: 1,
      tool_calls: 0,
      input_tokens: 0,
      output_tokens: 0,
      retries: 0,
      errors: 0,
      cost: '0',
      currency: 'USD',
      limits: [{ limit: 'seconds', most: '60', used: '20', used_percent: 33.3 }],
      tools: [],
      calls: [],
      truncated: false,
    };
    expect(lasted(task)).toEqual({ ms: 20_000, untilNow: true });
    expect(lasted({ ...task, state: 'ended' })).toEqual({ ms: 3_000, untilNow: false });
    expect(lasted({ ...task, limits: [] })).toEqual({ ms: 3_000, untilNow: false });
    expect([0, 0.2, 99.9].map(percentText)).toEqual(['0%', '<1%', '99%']);
  });

  it('are read in the unit of their limit', () => {
    expect(limitText('cost', '2.500000000000', 'USD')).toBe('$2.50');
    expect(limitText('seconds', '90', 'USD')).toBe('1 min 30 s');
    expect(limitText('tokens', '12000', 'USD')).toBe('12,000');
    expect([50, 80, 100].map(limitTone)).toEqual(['accent', 'warn', 'bad']);
  });

  it('tell a kill switch from a limit', () => {
    expect(isStoppedByHand({ state: 'stopped', reason: 'Stopped by an operator: loops' })).toBe(true);
    expect(isStoppedByHand({ state: 'stopped', reason: 'max_steps' })).toBe(false);
    expect(isStoppedByHand({ state: 'running' })).toBe(false);
  });

  it('go to CSV with every decimal and no formula', () => {
    const [head, row] = taskCsv(
      stepsOf([call({ cost: '0.000000123456', tool_names: ['=cmd', 'search'], usage: { input_tokens: 7 } })]),
    ).split('\r\n');
    expect(head).toContain('running_total');
    expect(row).toContain('0.000000123456,0.000000123456,USD');
    expect(row).toContain(",7,,'=cmd search,");
  });
});

it('reads the address of the list, and nothing it does not know', () => {
  expect(readTasksSearch({ workload: 'bot', state: 'waiting', range: '24h', filter: 'a=b' })).toEqual({
    workload: 'bot',
    state: 'waiting',
    range: '24h',
  });
  expect(readTasksSearch({ state: 'odd', range: 'never' })).toEqual({});
});
