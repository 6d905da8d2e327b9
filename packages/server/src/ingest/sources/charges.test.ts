import type { StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Connector, type Delivery, RowProblem } from './index.ts';
import { type SourceHarness, sourceHarness } from './testing.ts';

/** Delivers what the test tells it to. */
let deliveries: (version: string) => Delivery[] = () => [];
const scripted: Connector = {
  kind: 'scripted',
  name: 'Scripted',
  settings: z.object({ since: z.string().optional() }).loose(),
  secrets: [],
  defaultRole: 'charges',
  defaultSchedule: '0 * * * *',
  restatesDays: 1,
  async *pull(ctx) {
    for (const delivery of deliveries(ctx.version)) yield delivery;
  },
  parseRow: (row, ctx) => {
    if (typeof row['cost'] !== 'string') throw new RowProblem('cost is missing. Add it and replay the row.');
    return [line({ id: 'mended', cost: row['cost'], version: ctx.version, source: ctx.source })];
  },
};

function line(more: Partial<StatementLine> = {}): StatementLine {
  return {
    source: 'any',
    id: 'l1',
    version: '2026-11-22T10:00:00.000Z',
    tells: 'both',
    provider: 'openai',
    model: 'gpt-4o',
    unit: 'input_tokens',
    category: 'model_usage',
    since: '2026-11-20T00:00:00.000Z',
    until: '2026-11-21T00:00:00.000Z',
    quantity: '1000000',
    requests: 10,
    cost: '2.5',
    currency: 'USD',
    description: 'gpt-4o: input tokens',
    tags: {},
    ...more,
  };
}

const day20 = { since: new Date('2026-11-20'), until: new Date('2026-11-21') };

describe('a source whose lines are cost', () => {
  let h: SourceHarness;
  let n = 0;
  let id = '';

  beforeAll(async () => {
    h = await sourceHarness([scripted]);
  });
  afterAll(() => h.close());
  beforeEach(async () => {
    id = `s${++n}`;
    h.clock.advance(60_000);
    h.ledger.calls.length = 0;
    await h.create({ id, kind: 'scripted' });
  });

  const tell = async (...told: Partial<StatementLine>[]) => {
    h.clock.advance(60_000);
    deliveries = (version) => told.map((more) => ({ line: line({ version, ...more }) }));
    return h.run(id);
  };

  it('books a line once, whatever is delivered how often', async () => {
    await tell({}, { id: 'l2', unit: 'output_tokens', quantity: '5', cost: '0.1' });
    await tell({}, { id: 'l2', unit: 'output_tokens', quantity: '5', cost: '0.1' });
    expect(h.ledger.calls).toHaveLength(2);
    expect(h.ledger.cost).toBe('2.6');
    expect(h.ledger.calls[0]).toMatchObject({
      source: 'source',
      started_at: '2026-11-20T00:00:00.000Z',
      provider: 'openai',
      entry: { kind: 'usage', calls: 10, source_line: `${id}/l1` },
      charges: [
        {
          unit: 'input_tokens',
          quantity: '1000000',
          effective_cost: '2.500000000000',
          contracted_unit_price: '2.5',
          price_ref: `source:${id}`,
        },
      ],
    });
  });

  it('takes quantities of more decimals than the ledger keeps, and finds them told when they come again', async () => {
    await tell({ quantity: '0.1234567', cost: '1' }, { id: 'l2', quantity: '0.0000001', cost: '3' });
    await tell({ quantity: '0.1234567', cost: '1' }, { id: 'l2', quantity: '0.0000001', cost: '3' });
    expect(h.ledger.calls.map(({ charges }) => charges[0]?.quantity)).toEqual(['0.123457', '0']);
    expect(h.ledger.cost).toBe('4');
  });

  it('books nothing into a time whose calls were dropped: it may be booked already', async () => {
    await tell({ since: '2026-08-20T00:00:00.000Z', until: '2026-08-21T00:00:00.000Z' });
    h.ledger.calls.length = 0;
    h.ledger.dropped = new Date('2026-09-01');
    await tell({ since: '2026-08-20T00:00:00.000Z', until: '2026-08-21T00:00:00.000Z', cost: '3' });
    h.ledger.dropped = new Date(0);
    expect(h.ledger.calls).toEqual([]);
    const { data } = await h.registry.quarantine.list(id, {});
    expect(data[0]?.reason).toContain('were dropped');
  });

  it('sets aside figures that nothing can hold, and takes the others', async () => {
    await tell(
      { id: 'cost', cost: `1${'0'.repeat(29)}` },
      { id: 'quantity', quantity: `-1${'0'.repeat(20)}` },
      { id: 'dear', quantity: '0.000001', cost: '999999999999' },
      { id: 'l2', cost: '7' },
    );
    const { data } = await h.registry.quarantine.list(id, {});
    expect(data.map(({ reason }) => reason.slice(0, 16)).sort()).toEqual([
      'cost is 10000000',
      'quantity is -100',
    ]);
    expect(h.ledger.calls).toHaveLength(2);
  });

  it('books the difference when a line is told anew, down to taking it back when it is gone', async () => {
    await tell({}, { id: 'l2', cost: '7', unit: 'output_tokens' });
    await tell(
      { cost: '2.25', quantity: '900000', requests: 12 },
      { id: 'l2', cost: '7', unit: 'output_tokens' },
    );
    expect(h.ledger.calls[2]).toMatchObject({
      entry: { kind: 'revision', calls: 2 },
      charges: [{ quantity: '-100000', effective_cost: '-0.250000000000' }],
    });
    h.clock.advance(60_000);
    deliveries = (version) => [
      { line: line({ version, cost: '2.25', quantity: '900000', requests: 12 }) },
      { covered: { ...day20, gone: 'unmentioned' } },
    ];
    await h.run(id);
    expect(h.ledger.cost).toBe('2.25');
    await tell(
      { cost: '2.25', quantity: '900000', requests: 12 },
      { id: 'l2', cost: '8', unit: 'output_tokens' },
    );
    expect(h.ledger.cost).toBe('10.25');
  });

  it('is completed, not repeated, when the ledger failed or the process died between ledger and statements', async () => {
    h.ledger.failing = true;
    expect(await tell({})).toBe('ledger is down');
    expect(h.ledger.cost).toBe('0');
    await tell({});
    expect(h.ledger.cost).toBe('2.5');
    const append = h.statements.append.bind(h.statements);
    h.statements.append = async () => {
      throw new Error('killed');
    };
    await tell({ cost: '4' });
    h.statements.append = append;
    expect(h.ledger.cost).toBe('4');
    await tell({ cost: '4' });
    expect(h.ledger.cost).toBe('4');
    await tell({ cost: '5' });
    expect(h.ledger.cost).toBe('5');
  });

  it('ends at what was told last, whatever was told before', async () => {
    const cost = fc.integer({ min: -5_000, max: 5_000 }).map((cents) => (cents / 100).toFixed(2));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(cost, { nil: undefined }), { minLength: 1, maxLength: 6 }),
        async (told) => {
          h.ledger.calls.length = 0;
          id = `p${++n}`;
          await h.create({ id, kind: 'scripted' });
          for (const one of told) {
            h.clock.advance(60_000);
            deliveries = (version) => [
              ...(one === undefined ? [] : [{ line: line({ version, cost: one }) }]),
              { covered: { ...day20, gone: 'unmentioned' as const } },
            ];
            await h.run(id);
          }
          expect(h.ledger.cost).toBe(Decimal.from(told.at(-1) ?? '0').toString());
        },
      ),
      { numRuns: 12 },
    );
  });

  it('prices a quantity without a cost at its own price book', async () => {
    const { cost: _, ...without } = line();
    deliveries = (version) => [{ line: { ...without, version } }];
    await h.run(id);
    // gpt-4o: 2.50 USD per million input tokens
    expect(h.ledger.cost).toBe('2.5');
    expect(h.ledger.calls[0]?.charges[0]?.price_ref).toMatch(/^list:openai\/gpt-4o/);
  });

  it('turns another currency into the organization’s and says by which rate; without one it quarantines', async () => {
    await tell({ cost: '100', currency: 'EUR' }, { id: 'l2', cost: '100', currency: 'CHF' });
    expect(h.ledger.calls.map(({ cost, currency }) => [cost, currency])).toEqual([
      ['110.000000000000', 'USD'],
    ]);
    expect(h.ledger.calls[0]?.charges[0]?.price_ref).toBe(`source:${id};fx:EUR/USD@2026-11-01`);
    const { data } = await h.registry.quarantine.list(id, {});
    expect(data[0]?.reason).toContain('No exchange rate from CHF to USD is known for 2026-11-20');
  });

  it('gives tags by rules, then by what it takes over, then by default, then by the workload', async () => {
    await h.desk.change(
      id,
      {
        attribution: {
          rules: [{ field: 'project', is: 'proj_*', tags: { workload: 'support-bot' } }],
          take: { CostCenter: 'cost_center' },
          tags: { environment: 'production', cost_center: 'none' },
        },
      },
      { actor: 'test' },
    );
    await tell({ project: 'proj_1', tags: { CostCenter: 'cc-7' }, user: 'ana' });
    expect(h.ledger.calls[0]?.tags).toMatchObject({
      workload: 'support-bot',
      team: 'care',
      cost_center: 'cc-7',
      environment: 'production',
      user: 'ana',
      project: 'proj_1',
    });
  });

  it.each([
    [{ currency: '' }, 'The currency is missing'],
    [{ currency: 'usd' }, 'three capital letters'],
    [{ unit: 'bananas' }, 'The unit "bananas" is not known'],
    [{ tells: 'usage' as const, quantity: '-1' }, 'cannot tell less than nothing'],
    [{ since: '2026-11-21T00:00:00.000Z' }, 'ends before it begins'],
    [{ since: '2031-01-01T00:00:00.000Z', until: '2031-01-02T00:00:00.000Z' }, 'in the future'],
    [{ cost: 'much' }, 'cost is not valid'],
  ])('quarantines %j and books nothing of it', async (more, reason) => {
    await tell(more);
    const { data } = await h.registry.quarantine.list(id, {});
    expect(data).toHaveLength(1);
    expect(data[0]?.reason).toContain(reason);
    expect(h.ledger.calls).toHaveLength(0);
    expect(h.statements.kept.filter(({ source }) => source === id)).toHaveLength(0);
  });

  it('keeps both of two lines of one name from counting as one', async () => {
    const done = await tell({ cost: '1' }, { cost: '2' });
    expect(done).toMatchObject({ run: { added: 1, quarantined: 1 } });
    const { data } = await h.registry.quarantine.list(id, {});
    expect(data[0]?.reason).toContain('told twice with different figures');
    const row = data[0]?.row['statement_line'] as object;
    await h.registry.quarantine.mend(
      id,
      data[0]?.id ?? '',
      { statement_line: { ...row, id: 'l1-b' } },
      { actor: 'ana' },
    );
    expect(await h.desk.replay(id, undefined, { actor: 'ana' })).toEqual({ replayed: 1, failed: [] });
    expect(h.ledger.cost).toBe('3');
  });

  it('keeps what was not mentioned while rows are spoiled, and says so', async () => {
    await tell({});
    h.clock.advance(60_000);
    deliveries = () => [
      { bad: { place: 'p', reason: 'Broken. Mend it.', row: { broken: true } } },
      { covered: { ...day20, gone: 'unmentioned' } },
    ];
    const done = await h.run(id);
    expect(done).toMatchObject({ run: { state: 'warned', revised: 0 } });
    expect(h.ledger.cost).toBe('2.5');
  });

  it('stops after 10,000 rows that could not be understood, keeping them', async () => {
    deliveries = () =>
      Array.from({ length: 10_050 }, (_, row) => ({
        bad: { place: 'wrong.csv', line: row, reason: 'No. Mend it.', row: { row } },
      }));
    expect(await h.run(id)).toContain('10,000 rows could not be understood');
    expect((await h.desk.show(id)).quarantined).toBe(10_000);
    expect(await h.registry.quarantine.dismiss(id, undefined, { actor: 'ana' })).toBe(10_000);
  });

  it('retires a bad row that its place does not hold any more', async () => {
    deliveries = () => [
      { place: 'page 1' },
      { bad: { place: 'page 1', reason: 'Broken. Mend it.', row: { a: 1 } } },
    ];
    await h.run(id);
    h.clock.advance(60_000);
    deliveries = () => [{ place: 'page 1' }];
    await h.run(id);
    expect((await h.desk.show(id)).quarantined).toBe(0);
  });

  it('saves the cursor only once the lines before it are durable', async () => {
    deliveries = (version) => [{ line: line({ version }) }, { cursor: { page: 2 } }];
    h.ledger.failing = true;
    await h.run(id);
    expect((await h.registry.sources.show(id)).cursor).toBeUndefined();
    h.clock.advance(60_000);
    await h.run(id);
    expect((await h.registry.sources.show(id)).cursor).toEqual({ page: 2 });
  });

  it('runs a source once at a time', async () => {
    deliveries = (version) => [{ line: line({ version }) }];
    const first = h.desk.run(id, undefined);
    await Promise.all([
      (async () => {
        for await (const _ of first);
      })(),
      expect(h.run(id)).resolves.toContain('is running'),
    ]);
  });

  it('does not move how far it is by a back-fill', async () => {
    deliveries = (version) => [{ line: line({ version }) }, { covered: day20 }];
    expect(await h.run(id, day20)).toMatchObject({ run: { subject: '2026-11-20..2026-11-21', added: 1 } });
    expect((await h.desk.show(id)).covered_until).toBeUndefined();
    await h.run(id);
    expect((await h.desk.show(id)).covered_until).toBe('2026-11-21T00:00:00.000Z');
  });
});
