import {
  adminTokenWithSecret,
  application,
  auditEntry,
  costCenter,
  environmentPolicy,
  organization,
  page,
  priceOverride,
  priceView,
  team,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { openSharedControl, type SharedControl } from './control.ts';

let control: SharedControl;
beforeAll(async () => {
  control = await openSharedControl();
});
afterAll(() => control.dispose());

function weir(line: string | string[]): Promise<CliResult> {
  const io = createTestIo({ cwd: control.dir, env: { WEIR_DATA_DIR: control.dir }, now: Date.now });
  return runWeir(line, { io, openLocalControl: control.open });
}

async function json(line: string | string[]): Promise<unknown> {
  const { code, out, err } = await weir([...(typeof line === 'string' ? line.split(' ') : line), '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('weir organization', () => {
  it('is shown and changed', async () => {
    const before = organization.parse(await json('organization show'));
    const name = ['organization', 'change', '--name', 'Example Ltd', '--time-zone', 'Europe/Berlin'];
    expect(organization.parse(await json(name))).toMatchObject({
      name: 'Example Ltd',
      time_zone: 'Europe/Berlin',
      currency: before.currency,
    });
    expect((await weir('organization change --time-zone UTC')).out).toMatch(/^time zone +UTC$/m);
    expect(await weir('organization change --time-zone Mars/Base')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no time zone(.|\n)*Europe\/Berlin/),
    });
  });
});

describe('cost centers, teams and applications', () => {
  it('are created one below the other, listed and changed', async () => {
    costCenter.parse(await json('cost-center create cc-1'));
    const named = await json(['cost-center', 'create', 'cc-2', '--name', 'Customer care']);
    expect(costCenter.parse(named)).toMatchObject({ id: 'cc-2', name: 'Customer care' });
    const made = team.parse(await json('team create support --cost-center cc-1'));
    expect(made).toMatchObject({ id: 'support', name: 'support', cost_center: 'cc-1' });
    expect(application.parse(await json('application create help --team support')).team).toBe('support');

    const listed = page(team).parse(await json('team list --all'));
    expect(listed.data.map(({ id }) => id)).toContain('support');
    expect((await weir('team list')).out).toMatch(
      /^TEAM +NAME +COST CENTER.*\n(.*\n)*support +support +cc-1/m,
    );
    expect((await weir('application list')).out).toMatch(/^help +help +support/m);
    expect((await weir('cost-center list')).out).toMatch(/^cc-2 +Customer care/m);

    expect(team.parse(await json('team change support --cost-center cc-2')).cost_center).toBe('cc-2');
    expect(team.parse(await json('team change support --name Care')).cost_center).toBe('cc-2');
    expect(team.parse(await json('team change support --unset cost_center')).cost_center).toBeUndefined();
    expect((await weir('application change help --name Help')).out).toMatch(/^name +Help\n^team +support$/m);
  });

  it('say what is taken, unknown or misspelt', async () => {
    await weir('team create taken');
    expect(await weir('team create taken')).toMatchObject({ code: 4, out: '' });
    expect(await weir('team change nobody --name x')).toMatchObject({ code: 3, out: '' });
    expect(await weir('team create other --cost-center gone')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/There is no cost center "gone"(.|\n)*default/),
    });
    expect(await weir('application create Bad_Id')).toMatchObject({ code: 2 });
  });

  it('are listed page by page', async () => {
    const first = page(costCenter).parse(await json('cost-center list --limit 1'));
    expect(first.data).toHaveLength(1);
    const text = await weir('cost-center list --limit 1');
    expect(text.err).toContain(`More: --cursor ${first.next_cursor}, or --all`);
    const next = page(costCenter).parse(
      await json(`cost-center list --limit 1 --cursor ${first.next_cursor}`),
    );
    expect(next.data[0]?.id).not.toBe(first.data[0]?.id);
  });
});

describe('weir environment', () => {
  it('changes what it is told and keeps the rest', async () => {
    const before = environmentPolicy.parse(
      await json('environment change staging --missing-tag-policy reject'),
    );
    expect(before).toMatchObject({ missing_tag_policy: 'reject', defaults: {} });
    expect(before.required_tags).toContain('business_process');

    const change = 'environment change staging --require owner use_case --default owner=ada use_case=a=b';
    expect(environmentPolicy.parse(await json(change))).toMatchObject({
      missing_tag_policy: 'reject',
      required_tags: ['owner', 'use_case'],
      defaults: { owner: 'ada', use_case: 'a=b' },
    });
    expect((await weir('environment list')).out).toMatch(
      /^staging +reject +owner, use_case +owner=ada, use_case=a=b$/m,
    );
    const emptied = await json('environment change staging --unset required_tags defaults');
    expect(emptied).toMatchObject({ required_tags: [], defaults: {}, missing_tag_policy: 'reject' });
  });

  it('makes none by a slip of the pen', async () => {
    expect((await weir('environment change prodution --missing-tag-policy quarantine')).code).toBe(3);
    const { data } = page(environmentPolicy).parse(await json('environment list --all'));
    expect(data.map(({ id }) => id)).not.toContain('prodution');
  });
});

describe('weir price override', () => {
  it('makes calls from then on cheaper, and says where that comes from', async () => {
    expect((await weir('price override list')).err).toContain('list prices apply');
    const made = priceOverride.parse(
      await json([
        ...'price override create openai gpt-4o --discount-percent 12.5 --from 2026-01-01'.split(' '),
        ...['--source', 'contract 4711'],
      ]),
    );
    expect(made).toMatchObject({ provider: 'openai', model: 'gpt-4o', discount_percent: '12.5' });
    const price = priceView.parse(await json('price show openai gpt-4o --at 2026-03-01'));
    expect(price.ref).toBe(`org:${made.id}`);
    // 2.50 USD per million input tokens (openai.com/api/pricing), less 12.5 %
    expect(price.rates.find(({ unit }) => unit === 'input_tokens')).toMatchObject({
      list: '2.5',
      contracted: '2.1875',
    });
    expect((await weir('price override list')).out).toMatch(
      /^openai +gpt-4o +all +12\.5% off +2026-01-01 00:00:00 +- +contract 4711/m,
    );
  });

  it('takes rates of its own and a multiplier for a time', async () => {
    const rates =
      'price override create anthropic --rate input_tokens=2.00 --rate output_tokens=8 --source mail';
    expect(await json(rates)).toMatchObject({
      model: '*',
      rates: { input_tokens: '2.00', output_tokens: '8' },
    });
    const span = '--from 2026-01-01 --until 2027-01-01 --unit output_tokens --tier batch';
    const shown = await weir(`price override create openai o3* --multiplier 1.1 ${span} --source mail`);
    expect(shown.out).toMatch(/^terms +x 1\.1 on output_tokens$/m);
    expect(shown.out).toMatch(/^until +2027-01-01 00:00:00 UTC$/m);
  });

  it('refuses what prices cannot be made of', async () => {
    const create = 'price override create openai gpt-4o --source mail';
    expect(await weir(`${create} --rate inptu_tokens=1`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/inptu_tokens/),
    });
    expect(await weir(`${create} --rate input_tokens=cheap`)).toMatchObject({ code: 2, out: '' });
    expect(await weir(`${create} --discount-percent 101`)).toMatchObject({ code: 2, out: '' });
  });
});

describe('weir token and weir audit', () => {
  it('give a new admin token to whoever may use the data directory, and say that it was made', async () => {
    const token = adminTokenWithSecret.parse(await json('token create --name laptop'));
    const weirItself = await control.open();
    const headers = { authorization: `Bearer ${token.secret}` };
    const answer = await weirItself.fetch(new Request('http://localhost/api/v1/organization', { headers }));
    expect(answer.status).toBe(200);

    const shown = await weir('token create');
    expect(shown.out).toMatch(/^wa_\w{43}$/m);
    expect(shown.err).toContain('only time the secret is shown');

    const listed = await weir('audit list --action admin_token.create --all');
    expect(listed.out).toContain(`admin_token/${token.id}`);
    expect(listed.out).not.toContain(token.secret);
  });

  it('tell who changed what', async () => {
    await weir('cost-center create seen');
    await weir('cost-center change seen --name after');
    const { data } = page(auditEntry).parse(await json('audit list --subject cost_center/seen'));
    expect(data.map(({ action, actor }) => [action, actor])).toEqual([
      ['cost_center.change', 'cli'],
      ['cost_center.create', 'cli'],
    ]);
    const { out } = await weir('audit list --subject cost_center/seen');
    expect(out).toMatch(/ cli +cost_center\.change +cost_center\/seen +name seen -> after$/m);
    expect((await weir('audit list --actor nobody')).err).toContain('No entries match.');
    expect((await weir('audit list --limit 1')).err).toMatch(/^More: --cursor /);
  });
});
