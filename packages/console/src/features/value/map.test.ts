import { describe, expect, it } from 'vitest';
import { byClass } from './classes.ts';
import { layoutMap, type MapRow, viabilityRows, whyOff } from './map.ts';

const row = (workload: string, part: Partial<MapRow> = {}): MapRow => ({
  workload,
  name: workload,
  stage: 'production',
  owner: 'ana',
  loaded_cost: '100',
  api_cost: '10',
  outcomes: 50,
  successes: 40,
  cost_per_successful_outcome: '2.5',
  value_per_outcome: '5',
  margin: '100',
  value: '200',
  value_class: 'measurable',
  confidence: 'measured',
  verdict: 'scale',
  because: 'It pays.',
  ...part,
});
const SIZE = { width: 900, height: 420 };

describe('the viability map', () => {
  it('puts what is worth more than it costs above the diagonal, and what is not beneath it', () => {
    const { points, box } = layoutMap(
      [row('pays'), row('loses', { cost_per_successful_outcome: '5', value_per_outcome: '2.5' })],
      SIZE,
    );
    const rise = (box.bottom - box.top) / (box.right - box.left);
    for (const { row: shown, x, y } of points) {
      const diagonal = box.bottom - (x - box.left) * rise;
      if (shown.workload === 'pays') expect(y).toBeLessThan(diagonal);
      else expect(y).toBeGreaterThan(diagonal);
    }
  });

  it('counts in powers of ten only where spans ask for it and nothing is 0 or below', () => {
    const far = row('far', { cost_per_successful_outcome: '0.002', value_per_outcome: '900' });
    expect(layoutMap([row('a')], SIZE).isLog).toBe(false);
    expect(layoutMap([row('a'), far], SIZE).isLog).toBe(true);
    expect(layoutMap([row('a'), far, row('b', { value_per_outcome: '-1' })], SIZE).isLog).toBe(false);
  });

  it('draws areas by cost, the largest first, everything within the box', () => {
    const { points, box } = layoutMap(
      [row('small', { loaded_cost: '100' }), row('large', { loaded_cost: '400', value_per_outcome: '9' })],
      SIZE,
    );
    expect(points.map((point) => point.row.workload)).toEqual(['large', 'small']);
    expect((points[0]?.radius ?? 0) / (points[1]?.radius ?? 1)).toBeCloseTo(2);
    for (const { x, y } of points) {
      expect(x).toBeGreaterThanOrEqual(box.left);
      expect(x).toBeLessThanOrEqual(box.right);
      expect(y).toBeGreaterThanOrEqual(box.top);
      expect(y).toBeLessThanOrEqual(box.bottom);
    }
  });

  it('leaves out names rather than write one over another', () => {
    const same = Array.from({ length: 12 }, (_, index) => row(`workload-number-${index}`));
    const labels = layoutMap(same, SIZE).points.flatMap(({ label }) => label ?? []);
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.length).toBeLessThan(12);
  });

  it('survives a width of nothing, no rows, and workloads without value', () => {
    expect(layoutMap([], { width: 0, height: 340 }).points).toEqual([]);
    const without = row('x', { value_per_outcome: null });
    expect(layoutMap([without], SIZE).points).toEqual([]);
    expect(whyOff(without)).toBe('value');
    expect(whyOff(row('x', { outcomes: 0, successes: 0 }))).toBe('nothing');
    expect(whyOff(row('x', { successes: 0 }))).toBe('success');
  });
});

describe('value by class', () => {
  it('is never added up across classes', () => {
    const sums = byClass([
      row('a'),
      row('b', { value: '50', confidence: 'asserted' }),
      row('c', { value_class: 'strategic', value: '1000' }),
      row('d', { value: null, value_class: null }),
    ]);
    expect(sums.map(({ kind, value, loaded, times }) => [kind, value, loaded, times])).toEqual([
      ['measurable', '250', '200', '1.25'],
      ['strategic', '1000', '100', '10.00'],
      ['intangible', '0', '0', undefined],
    ]);
    expect(sums[0]?.confidences).toEqual(['measured', 'asserted']);
  });
});

it('writes every decimal to the file', () => {
  const [header = [], first = []] = viabilityRows({
    since: '',
    until: '',
    currency: 'USD',
    workloads: [row('a', { cost_per_successful_outcome: '0.376173528322' })],
    sandbox: 'exclude',
    formulas: {},
  });
  expect(first[header.indexOf('cost_per_successful_outcome')]).toBe('0.376173528322');
});
