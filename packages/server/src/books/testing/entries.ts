import type { ProposedEntry } from '@weir/core/contract';
import { fingerprintOf } from '../proposals/fingerprint.ts';
import type { ProposalDraft } from '../proposals/port.ts';

/** An entry that adds 1,000 input tokens for 0.0025 to the support bot, for tests. */
export function entryOf(overrides: Partial<ProposedEntry> = {}): ProposedEntry {
  const cost = overrides.effective_cost ?? '0.0025';
  return {
    at: '2026-10-05T12:00:00.000Z',
    provider: 'openai',
    model: 'gpt-4o',
    unit: 'input_tokens',
    category: 'model_usage',
    quantity: '1000',
    calls: 2,
    list_cost: cost,
    contracted_cost: cost,
    effective_cost: cost,
    currency: 'USD',
    price_ref: 'statement:openai',
    tags: { workload: 'support-bot' },
    ...overrides,
  };
}

export function draftOf(overrides: Partial<ProposalDraft> = {}): ProposalDraft {
  const title = overrides.title ?? 'OpenAI bills 1,000 tokens more';
  return {
    kind: 'add',
    month: '2026-10',
    title,
    reason: 'The bill has what Weir never saw.',
    currency: 'USD',
    subject: { provider: 'openai' },
    fingerprint: fingerprintOf('add', { title }),
    proposedBy: 'reconciliation',
    entries: [entryOf()],
    ...overrides,
  };
}
