import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = new URL('./migrations/', import.meta.url);
const OLD = ['0000_registry', '0001_policies', '0002_resources'];
let client: PGlite;

async function apply(name: string): Promise<void> {
  const text = await readFile(new URL(`${name}.sql`, folder), 'utf8');
  for (const statement of text.split('--> statement-breakpoint')) await client.exec(statement);
}

beforeAll(async () => {
  client = await PGlite.create('memory://');
  for (const name of OLD) await apply(name);
});
afterAll(() => client.close());

it('takes budgets of workloads over as hard budgets of theirs', async () => {
  await client.exec(`
    insert into budgets values
      ('0198f0aa-0000-7000-8000-000000000001', 'workload', 'support-bot', 12.345678901234, 'USD', 'month',
       '2026-10-01T00:00:00Z', '2026-10-02T00:00:00Z')`);
  await apply('0003_limits');
  const { rows } = await client.query('select * from budgets');
  expect(rows).toEqual([
    {
      id: '0198f0aa-0000-7000-8000-000000000001',
      name: 'support-bot',
      scope: { workload: 'support-bot' },
      amount: '12.345678901234',
      currency: 'USD',
      exchange_rate: null,
      period: 'month',
      starts_at: null,
      ends_at: null,
      mode: 'hard',
      yellow_percent: '80.000',
      red_percent: '95.000',
      degrade_to: null,
      approvers: [],
      roll_over: 'none',
      roll_over_max: null,
      on_authority_loss: 'held_lease',
      owner: null,
      of_workload: 'support-bot',
      created_at: new Date('2026-10-01T00:00:00Z'),
      updated_at: new Date('2026-10-02T00:00:00Z'),
    },
  ]);
});
