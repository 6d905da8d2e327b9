import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ProviderDouble,
  providerDouble,
  type SourceHarness,
  sourceHarness,
} from '../sources/testing.ts';
import { copilotConnector } from './index.ts';
import { seatLines } from './seat-row.ts';

const seat = (login: string, more: object = {}) => ({
  created_at: '2026-08-03T18:00:00-06:00',
  updated_at: '2026-09-23T15:00:00-06:00',
  pending_cancellation_date: null,
  last_activity_at: '2026-11-14T00:53:32-06:00',
  last_activity_editor: 'vscode/1.77.3/copilot/1.86.82',
  plan_type: 'business',
  assignee: { login, id: login.length * 1_000 + login.charCodeAt(0), type: 'User' },
  assigning_team: { id: 1, slug: 'justice-league' },
  ...more,
});
const ctx = { source: 'copilot', settings: {}, version: '2026-11-22T10:00:00.000Z', isUnit: () => true };
const PRICES = [{ plan: 'business', price: '19', from: '2015-01-01' }];

describe('GitHub Copilot seats', () => {
  let h: SourceHarness;
  let github: ProviderDouble;
  beforeAll(async () => {
    h = await sourceHarness([copilotConnector]);
    github = await providerDouble();
  });
  afterAll(async () => {
    await h.close();
    await github.close();
  });
  const create = (id: string, settings: object = {}) =>
    h.create({
      id,
      kind: 'copilot',
      settings: {
        base_url: github.url,
        organization: 'acme',
        since: '2026-11-21',
        requests_per_minute: 6_000,
        ...settings,
      },
      secrets: { token: 'ghp_secret' },
      attribution: { tags: { workload: 'copilot' }, rules: [], take: { team: 'team' } },
    });
  const seats = (...all: object[]) => ({ body: { total_seats: all.length, seats: all } });

  it('charges a seat per day of the calendar month, from the day it was given', async () => {
    github.answer = () =>
      seats(seat('octocat'), seat('hubot', { created_at: '2026-11-22T08:00:00Z', plan_type: 'enterprise' }));
    await create('c1');
    expect(await h.run('c1')).toMatchObject({ run: { state: 'done', added: 3 } });
    expect(
      h.ledger.calls.map(({ started_at, tags, cost }) => [
        started_at.slice(0, 10),
        tags['user'],
        tags['team'],
        cost,
      ]),
    ).toEqual([
      ['2026-11-21', 'octocat', 'justice-league', '0.633333333333'],
      ['2026-11-22', 'octocat', 'justice-league', '0.633333333333'],
      ['2026-11-22', 'hubot', 'justice-league', '1.300000000000'],
    ]);
    expect(h.ledger.calls[0]).toMatchObject({
      provider: 'github',
      entry: { kind: 'fee', calls: 0 },
      charges: [{ category: 'seats' }],
    });
    expect(github.asked[0]?.pathname).toBe('/orgs/acme/copilot/billing/seats');
    // the same day again books nothing
    h.clock.advance(3_600_000);
    await h.run('c1');
    expect(h.ledger.calls).toHaveLength(3);
  });

  it('sums the shares of a whole month to the price of the plan, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000_000 }),
        fc.integer({ min: 0, max: 35 }),
        (cents, months) => {
          const price = (cents / 100).toFixed(2);
          const since = new Date(Date.UTC(2024, months, 1)).toISOString();
          const until = new Date(Date.UTC(2024, months + 1, 1)).toISOString();
          const row = {
            ...seat('octocat', { created_at: '2020-01-01T00:00:00Z' }),
            told_since: since,
            told_until: until,
          };
          const lines = seatLines(row, ctx, [{ plan: 'business', price, from: '2015-01-01' }]);
          const sum = lines.reduce((total, { cost = '0' }) => total.add(Decimal.from(cost)), Decimal.ZERO);
          expect(sum.compare(Decimal.from(price))).toBe(0);
        },
      ),
    );
  });

  it('charges until the day it ends, at the price of each day', () => {
    const row = {
      ...seat('octocat', { pending_cancellation_date: '2026-11-03' }),
      told_since: '2026-10-31T00:00:00Z',
      told_until: '2026-11-22T00:00:00Z',
    };
    const prices = [...PRICES, { plan: 'business', price: '30', from: '2026-11-01' }];
    expect(seatLines(row, ctx, prices).map(({ since, cost }) => [since.slice(0, 10), cost])).toEqual([
      ['2026-10-31', '0.612903225806'],
      ['2026-11-01', '1'],
      ['2026-11-02', '1'],
    ]);
  });

  it('says what plan has no price, counts people of several organizations once, and contradicting totals', async () => {
    github.answer = () => ({
      body: { total_seats: 5, seats: [seat('octocat', { plan_type: 'max' }), seat('hubot'), seat('hubot')] },
    });
    await create('c2');
    expect(await h.run('c2')).toMatchObject({ run: { state: 'warned', added: 2, quarantined: 1 } });
    const { data } = await h.registry.quarantine.list('c2', {});
    expect(data[0]?.reason).toContain('No price of the plan "max" is known for 2026-11-21');
    expect((await h.desk.show('c2')).last_run?.warnings).toContain(
      'GitHub tells 5 seats in all and lists 2.',
    );
    // with the price the row becomes what it should have been
    const { settings } = await h.desk.show('c2');
    await h.desk.change(
      'c2',
      { settings: { ...settings, prices: [{ plan: 'max', price: '60', from: '2026-01-01' }] } },
      { actor: 'ana' },
    );
    expect(await h.desk.replay('c2', undefined, { actor: 'ana' })).toEqual({ replayed: 1, failed: [] });
  });

  it('follows pages and tells who used it as quantities that cost nothing', async () => {
    h.ledger.calls.length = 0;
    github.answer = (url) => {
      if (url.pathname.endsWith('/metrics')) {
        return {
          body: [
            { date: '2026-11-21', total_active_users: 24, total_engaged_users: 20, copilot_ide_chat: {} },
          ],
        };
      }
      const page = Number(url.searchParams.get('page'));
      const all = Array.from({ length: 101 }, (_, i) =>
        seat('u', { assignee: { login: `user-${i}`, id: i } }),
      );
      return { body: { total_seats: 101, seats: all.slice((page - 1) * 100, page * 100) } };
    };
    await create('c3', { metrics: true });
    expect(await h.run('c3')).toMatchObject({ run: { state: 'done', added: 204 } });
    expect(h.ledger.calls).toHaveLength(202);
    const kept = h.statements.kept.filter(({ source, tells }) => source === 'c3' && tells === 'usage');
    expect(kept.map(({ quantity, description }) => [quantity, description])).toEqual([
      ['24', 'GitHub Copilot: active users'],
      ['20', 'GitHub Copilot: engaged users'],
    ]);
  });

  it('asks for one of organization and enterprise', async () => {
    await expect(create('c4', { enterprise: 'acme-inc' })).rejects.toMatchObject({
      field: 'settings.organization',
    });
  });
});
