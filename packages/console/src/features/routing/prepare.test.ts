import type { RoutingDecision } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../routes/search.ts';
import {
  candidateFault,
  candidatesInOrder,
  candidatesOf,
  chosenOf,
  dataClassFieldsOf,
  differenceTo,
  movedUp,
  routeFieldsOf,
  toDataClassChange,
  toNewRoute,
} from './prepare.ts';
import { readRoutingSearch, simulationOf } from './search.ts';

const stamps = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const rows = [
  { key: 0, model: 'gpt-4o', weight: '3' },
  { key: 1, model: ' ', weight: '1' },
  { key: 4, model: ' claude-sonnet-4-5 ', weight: '1' },
];

describe('a route in its form', () => {
  it('sends weights only where they decide, and no empty rows', () => {
    const fields = { id: ' fast ', name: '', strategy: 'weighted' as const, candidates: rows };
    expect(toNewRoute(fields)).toEqual({
      id: 'fast',
      strategy: 'weighted',
      candidates: [
        { model: 'gpt-4o', weight: 3 },
        { model: 'claude-sonnet-4-5', weight: 1 },
      ],
    });
    expect(candidatesOf({ ...fields, strategy: 'ordered' }).map(({ weight }) => weight)).toEqual([1, 1]);
  });

  it('tells a slip before anything is sent', () => {
    const texts = { needed: 'needed', weight: 'weight' };
    expect(candidateFault([], 'ordered', texts)).toBe('needed');
    const [first = { key: 0, model: 'm', weight: '' }] = rows;
    expect(candidateFault([{ ...first, weight: '0' }], 'weighted', texts)).toBe('weight');
    expect(candidateFault([{ ...first, weight: '0' }], 'ordered', texts)).toBeUndefined();
  });

  it('moves a candidate up, the first one nowhere', () => {
    expect(movedUp(rows, 4).map(({ key }) => key)).toEqual([0, 4, 1]);
    expect(movedUp(rows, 0).map(({ key }) => key)).toEqual([0, 1, 4]);
  });

  it('reads back what it was given', () => {
    const route = {
      id: 'fast',
      name: 'fast',
      strategy: 'cheapest' as const,
      candidates: [{ model: 'tier:small', weight: 1 }],
      ...stamps,
    };
    const { id, ...rest } = toNewRoute(routeFieldsOf(route));
    expect({ id, ...rest }).toEqual({ id: 'fast', strategy: 'cheapest', candidates: route.candidates });
  });
});

describe('a data class in its form', () => {
  it('takes lists as people write them', () => {
    const one = {
      id: 'eu',
      name: 'European',
      allowed_providers: ['azure'],
      allowed_regions: ['eu'],
      ...stamps,
    };
    const fields = { ...dataClassFieldsOf(one), providers: 'azure, vertex  bedrock', name: ' ' };
    expect(toDataClassChange(fields, 'eu')).toEqual({
      name: 'eu',
      allowed_providers: ['azure', 'vertex', 'bedrock'],
      allowed_regions: ['eu'],
    });
  });
});

describe('a decision on screen', () => {
  const decision: RoutingDecision = {
    rules: ['strategy cheapest'],
    candidates: [
      { provider: 'a', model: 'dear', fate: 'excluded', reason: 'not_approved', estimated_cost: '0.5' },
      { provider: 'a', model: 'unknown', fate: 'excluded', reason: 'budget' },
      { provider: 'a', model: 'cheap', fate: 'excluded', reason: 'unhealthy', estimated_cost: '0.05' },
      { provider: 'a', model: 'next', fate: 'standby', estimated_cost: '0.20000' },
      { provider: 'a', model: 'it', fate: 'chosen', estimated_cost: '0.1' },
    ],
  };
  it('begins with what was chosen and ends with what was left out', () => {
    expect(candidatesInOrder(decision).map(({ model }) => model)).toEqual([
      'it',
      'next',
      'cheap',
      'dear',
      'unknown',
    ]);
  });
  it('says exactly what the others would have cost beyond it', () => {
    const chosen = chosenOf(decision);
    const others = candidatesInOrder(decision).map((one) => differenceTo(chosen, one));
    expect(others).toEqual([undefined, '0.1', '-0.05', '0.4', undefined]);
  });
});

describe('the address of the simulator', () => {
  it('is the whole question, and reads back as it was', () => {
    const search = readRoutingSearch(
      parseSearch(
        '?section=simulate&workload=bot&model=tier:small&input=500&output=0&needs=tools&needs=magic',
      ),
    );
    expect(stringifySearch({ ...search })).toBe(
      '?section=simulate&workload=bot&model=tier:small&input=500&needs=tools',
    );
    expect(simulationOf(search)).toEqual({
      workload: 'bot',
      model: 'tier:small',
      dialect: 'openai',
      input_tokens: 500,
      needs: ['tools'],
    });
    expect(simulationOf({ workload: 'bot' })).toBeUndefined();
  });
});
