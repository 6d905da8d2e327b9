import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

const COUNTS = { added: 1, unchanged: 0, revised: 0, pending: 0, late: 0 };
const OUTCOME = {
  id: 'crm-1',
  outcome: 'lead_won',
  at: '2026-11-22T10:00:00Z',
  success: true,
  workload: 'lead-scorer',
  customer: 'acme',
  value: '1200',
  currency: 'EUR',
  confidence: 'measured',
  class: 'measurable',
  attributes: {},
  source: 'api',
  recorded_at: '2026-11-22T10:00:01Z',
  version: 1,
  retracted: false,
  sandbox: false,
  link: 'linked',
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir outcome', () => {
  it('sends one, and exits 1 with the field and the remedy when it was not taken', async () => {
    const errors = [
      { index: 0, field: 'currency', message: 'A value needs its currency', remedy: 'Add it.' },
    ];
    const { run, control } = onControl({
      'POST /outcomes': { body: { ...COUNTS, added: 0, ids: [], errors } },
    });
    const { code, err } = await run(
      'outcome send lead_won --customer acme --value 12 --failed --attribute plan=pro',
    );
    expect(code).toBe(1);
    expect(err).toContain('currency: A value needs its currency. Add it.');
    expect(control.requests[0]?.body).toEqual({
      outcome: 'lead_won',
      at: '2026-11-22T12:00:00.000Z',
      customer: 'acme',
      value: '12',
      attributes: { plan: 'pro' },
      success: false,
    });
  });

  it('sends a file of them as it is', async () => {
    const file = join(dir, 'o.json');
    writeFileSync(file, '[{"outcome":"won","at":"2026-11-22T10:00:00Z","workload":"w"}]');
    const { run, control } = onControl({
      'POST /outcomes': { body: { ...COUNTS, ids: ['x'], errors: [] } },
    });
    expect((await run(`outcome send --file ${file}`)).code).toBe(0);
    expect(control.requests[0]?.body).toEqual([
      { outcome: 'won', at: '2026-11-22T10:00:00Z', workload: 'w' },
    ]);
    expect((await run('outcome send')).code).toBe(2);
  });

  it('lists, shows and takes back', async () => {
    const page = { data: [OUTCOME], next_cursor: null };
    const { run } = onControl({
      'GET /outcomes': { body: page },
      'GET /outcomes/crm-1': { body: page },
      'POST /outcomes/crm-1/retract': { body: { ...OUTCOME, retracted: true, version: 2 } },
    });
    expect((await run('outcome list --workload lead-scorer')).out).toMatch(
      /lead_won +success +lead-scorer +acme +1200 EUR/,
    );
    expect((await run('outcome show crm-1')).out).toContain('lead_won');
    expect((await run('outcome retract crm-1')).err).toContain('version 2');
  });

  it('makes a webhook and shows its secret once', async () => {
    const made = {
      id: 'crm',
      path: '/api/v1/hooks/outcomes/crm',
      created_at: OUTCOME.at,
      signing_secret: 'wh_secret',
    };
    const { run } = onControl({ 'POST /outcome-webhooks': { status: 201, body: made } });
    const { out } = await run('outcome webhook create crm');
    expect(out).toContain('wh_secret');
    expect(out).toContain('/api/v1/hooks/outcomes/crm');
  });
});

describe('weir outcome-rule and weir quality', () => {
  it('make a rule of what tasks end with', async () => {
    const stamps = { created_at: OUTCOME.at, updated_at: OUTCOME.at };
    const rule = {
      id: 'resolved',
      name: 'resolved',
      workload: 'bot',
      quiet_minutes: 15,
      when: { last_tool: 'close' },
      outcome: 'done',
      success: true,
      otherwise_failure: true,
      from: OUTCOME.at,
      enabled: true,
      ...stamps,
    };
    const { run, control } = onControl({ 'POST /outcome-rules': { status: 201, body: rule } });
    const { out } = await run(
      'outcome-rule create resolved --workload bot --outcome done --last-tool close --quiet 15 --otherwise-failure',
    );
    expect(control.requests[0]?.body).toEqual({
      id: 'resolved',
      workload: 'bot',
      when: { last_tool: 'close' },
      outcome: 'done',
      quiet_minutes: 15,
      otherwise_failure: true,
    });
    expect(out).toContain('quiet 15 min, last tool close');
  });

  it('add a score', async () => {
    const score = {
      id: 'q',
      workload: 'bot',
      metric: 'csat',
      at: OUTCOME.at,
      score: 4.4,
      samples: 212,
      source: 'cli',
      created_at: OUTCOME.at,
    };
    const { run, control } = onControl({ 'POST /quality-scores': { status: 201, body: score } });
    expect((await run('quality add bot --metric csat --score 4.4 --samples 212')).code).toBe(0);
    expect(control.requests[0]?.body).toMatchObject({
      workload: 'bot',
      metric: 'csat',
      score: 4.4,
      samples: 212,
    });
    expect((await run('quality add bot --metric csat --score high')).code).toBe(2);
  });
});
