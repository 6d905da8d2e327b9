import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

const GATE = {
  workload: 'support-bot',
  state: 'open',
  traffic: 'allowed_with_warning',
  mode: 'grace',
  met: 17,
  of: 19,
  revision: 4,
  items: [
    {
      id: 'cost_center',
      kind: 'requirement',
      title: 'Cost center',
      state: 'met',
      evidence: 'cc-1, by its team.',
      decided_by: 'data',
    },
    {
      id: 'security_review',
      kind: 'requirement',
      title: 'Security review',
      state: 'in_review',
      evidence: 'Models: all; detectors: none.',
      remedy: 'Somebody with the role security reviews it.',
      decided_by: 'review',
      reviewer_role: 'security',
    },
    {
      id: 'value_metric',
      kind: 'requirement',
      title: 'Value metric',
      state: 'excepted',
      evidence: 'Nothing says what outcome it is for.',
      remedy: 'Name the outcome.',
      decided_by: 'data',
      exception: { id: 'gx_1', reason: 'Launch', granted_by: 'rita', until: '2026-12-01T00:00:00Z' },
    },
  ],
};
const PATH = '/workloads/support-bot/gate';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir gate', () => {
  it('show tells evidence, exceptions with their ids, and what to do about the rest', async () => {
    const { run } = onControl({ [`GET ${PATH}`]: { body: GATE } });
    const { code, out, err } = await run('gate show support-bot');
    expect(code).toBe(0);
    expect(out).toContain('open, 17 of 19 met');
    expect(out).toContain('passes, with a warning (mode grace)');
    expect(out).toMatch(/security_review\s+in_review\s+security\s+Models: all/);
    expect(out).toMatch(/value_metric\s+excepted\s+data\s+gx_1: excepted by rita until 2026-12-01/);
    expect(err).toContain('security_review: Somebody with the role security reviews it.');
    expect(err).not.toContain('Name the outcome.');
  });

  it('show --check fails a pipeline while something is missing, and prints JSON as the API gave it', async () => {
    const { run } = onControl({ [`GET ${PATH}`]: { body: GATE } });
    const { code, out } = await run('gate show support-bot --check --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual(GATE);
  });

  it('list says what is missing where', async () => {
    const { items: _, ...summary } = GATE;
    const row = {
      ...summary,
      stage: 'production',
      environment: 'production',
      owner: 'ada',
      missing: ['security_review'],
      in_review: ['security_review'],
      ends: [],
    };
    const { run, control } = onControl({ 'GET /gates': { body: { data: [row], next_cursor: null } } });
    const { out } = await run('gate list --state open --stage production');
    expect(control.requests[0]?.line).toBe('GET /gates?state=open&stage=production');
    expect(out).toMatch(
      /support-bot\s+production\s+production\s+open\s+17\/19\s+passes, with a warning\s+security_review/,
    );
  });

  it('review sends the decision, who took it and the revision that was seen', async () => {
    const { run, sent } = onControl({ [`POST ${PATH}/reviews`]: { body: GATE, status: 201 } });
    const line =
      'gate review support-bot security_review --approve --reviewer grace --revision 4 --valid-days 90 --note';
    expect(await run([...line.split(' '), 'Pen test of May.'])).toMatchObject({ code: 0 });
    expect(sent(`POST ${PATH}/reviews`)).toEqual({
      item: 'security_review',
      decision: 'approve',
      reviewer: 'grace',
      note: 'Pen test of May.',
      valid_days: 90,
      revision: 4,
    });
  });

  it.each([
    ['neither approves nor rejects', 'gate review support-bot security_review --reviewer grace --note x'],
    ['does both', 'gate review support-bot security_review --approve --reject --reviewer grace --note x'],
    ['reviews what data tells', 'gate review support-bot cost_center --approve --reviewer grace --note x'],
    ['excepts a question', 'gate except support-bot does_it_work --for 1d --reason x --granted-by rita'],
    ['gives no duration', 'gate except support-bot cost_center --for soon --reason x --granted-by rita'],
    ['names no mode', 'gate mode strict'],
  ])('a command that %s is wrong', async (_what, line) => {
    const { run, control } = onControl({});
    expect(await run(line)).toMatchObject({ code: 2 });
    expect(control.requests).toEqual([]);
  });

  it('a conflict with another reviewer has its own exit code and tells what they did', async () => {
    const error = {
      code: 'conflict',
      field: 'revision',
      message:
        'Somebody decided on the gate of "support-bot" meanwhile: grace rejected security_review: "No."',
      remedy: 'Read the gate again (revision 5) and decide anew.',
      request_id: 'req_1',
    };
    const { run } = onControl({ [`POST ${PATH}/reviews`]: { status: 409, body: { error } } });
    const { code, err } = await run(
      'gate review support-bot security_review --approve --reviewer alan --note x',
    );
    expect(code).toBe(4);
    expect(err).toContain('grace rejected security_review');
  });

  it('except counts its time from now, revoke ends it', async () => {
    const { run, sent, control } = onControl({
      [`POST ${PATH}/exceptions`]: { body: GATE, status: 201 },
      [`DELETE ${PATH}/exceptions/gx_1`]: { body: {} },
      [`GET ${PATH}`]: { body: GATE },
    });
    await run('gate except support-bot quality_metric --for 14d --granted-by rita --reason Launch');
    expect(sent(`POST ${PATH}/exceptions`)).toEqual({
      item: 'quality_metric',
      reason: 'Launch',
      granted_by: 'rita',
      until: '2026-12-06T12:00:00.000Z',
    });
    expect(await run('gate revoke support-bot gx_1')).toMatchObject({ code: 0 });
    expect(control.requests.map(({ line }) => line)).toContain(`DELETE ${PATH}/exceptions/gx_1`);
  });

  it('drill fails with what the fallback said', async () => {
    const drill = {
      workload: 'support-bot',
      at: '2026-11-22T12:00:00Z',
      ok: false,
      primary: 'openai/gpt-4o-mini',
      duration_ms: 320,
      message: 'No provider of this route answered.',
    };
    const { run, sent } = onControl({ [`POST ${PATH}/drill`]: { body: drill, status: 201 } });
    const { code, out } = await run('gate drill support-bot --model gpt-4o-mini');
    expect(code).toBe(1);
    expect(out).toContain('No provider of this route answered.');
    expect(sent(`POST ${PATH}/drill`)).toEqual({ model: 'gpt-4o-mini' });
  });

  it('mode shows and sets', async () => {
    const settings = { mode: 'grace', grace_until: '2027-01-01T00:00:00Z' };
    const { run, sent } = onControl({
      'GET /gate-settings': { body: settings },
      'PUT /gate-settings': { body: settings },
    });
    expect((await run('gate mode')).out).toMatch(/mode\s+grace\s+grace until\s+2027-01-01/);
    await run('gate mode grace --until 2027-01-01T00:00:00Z');
    expect(sent('PUT /gate-settings')).toEqual({ mode: 'grace', grace_until: '2027-01-01T00:00:00.000Z' });
  });
});
