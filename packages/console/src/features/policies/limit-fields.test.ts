import { limitsPolicy } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { limitFieldsOf, toLimitsPolicy } from './limit-fields.ts';
import { limitLines } from './limit-lines.ts';

const policy = limitsPolicy.parse({
  priority: 'low',
  tasks: {
    max_steps: 20,
    max_cost: '1.5',
    on_limit: 'degrade',
    degrade_to: { model: 'gpt-4o-mini' },
    gate: { tiers: ['frontier'], action: 'approval' },
  },
});

describe('the limits of a workload', () => {
  it('read back as they were written, also what the form does not offer', () => {
    expect(toLimitsPolicy(limitFieldsOf(policy), policy)).toEqual(policy);
  });

  it('are taken away when nothing is left of them', () => {
    expect(toLimitsPolicy(limitFieldsOf(undefined))).toBeNull();
    expect(toLimitsPolicy({ ...limitFieldsOf(policy), limitsTasks: false })).toEqual({ priority: 'low' });
  });

  it('leave empty limits out', () => {
    const fields = limitFieldsOf(undefined);
    const sent = toLimitsPolicy({
      ...fields,
      limitsTasks: true,
      counts: { ...fields.counts, max_tokens: ' 5000 ' },
    });
    expect(sent).toEqual({
      tasks: { max_tokens: 5_000, on_limit: 'stop', from_trace: true, on_authority_loss: 'closed' },
    });
    expect(limitsPolicy.safeParse(sent).success).toBe(true);
  });

  it('are told in lines', () => {
    const lines = limitLines({ limits: policy } as Parameters<typeof limitLines>[0]);
    expect(lines).toEqual([
      ['Priority', 'Low'],
      ['Tasks', 'steps 20, cost 1.5'],
      ['At a limit', 'Go on with something cheaper'],
      ['Gate', 'Frontier: a person must consent, once per task'],
    ]);
    expect(limitLines({} as Parameters<typeof limitLines>[0])).toEqual([]);
  });
});
