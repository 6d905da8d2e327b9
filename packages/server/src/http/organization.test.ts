import {
  apiError,
  belongings,
  mergedWorkload,
  organizationImported,
  page,
  person,
  personLeft,
  tierProposal,
  workload,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
beforeAll(async () => {
  h = await createHarness();
});
afterAll(() => h.close());

const errorOf = async (response: Response) => apiError.parse(await response.json()).error;
const newWorkload = (id: string, more: object = {}) =>
  h.call('POST', '/workloads', {
    id,
    application: 'playground',
    environment: 'development',
    owner: 'ann@example.com',
    ...more,
  });

describe('people', () => {
  it('are created once under an Idempotency-Key, listed, changed and removed', async () => {
    const body = { id: 'ada', name: 'Ada', email: 'ada@example.com', roles: ['business'] };
    const headers = { 'idempotency-key': 'person-1' };
    const [first, again] = [
      await h.call('POST', '/people', body, headers),
      await h.call('POST', '/people', body, headers),
    ];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(person.parse(await first.json())).toMatchObject({ id: 'ada', state: 'active' });
    expect(page(person).parse(await (await h.call('GET', '/people?role=business')).json()).data).toHaveLength(
      1,
    );
    expect((await h.call('PATCH', '/people/ada', { team: 'default' })).status).toBe(200);
    await h.call('POST', '/people', { ...body, id: 'bob', email: 'bob@example.com' });
    expect((await h.call('DELETE', '/people/bob')).status).toBe(204);
    expect((await h.call('GET', '/people/bob')).status).toBe(404);
    const twice = await h.call('POST', '/people', { ...body, id: 'ada-2', email: 'ADA@EXAMPLE.COM' });
    expect(twice.status).toBe(409);
    expect(await errorOf(twice)).toMatchObject({ field: 'email' });
    expect(await errorOf(await h.call('POST', '/people', { ...body, email: 'nobody' }))).toMatchObject({
      code: 'body_invalid',
      field: 'email',
    });
  });

  it('leave, and hand over what is theirs', async () => {
    await newWorkload('adas', { owner: 'Ada@example.com' });
    await h.call('POST', '/people', { id: 'grace', name: 'Grace', email: 'grace@example.com' });
    expect(belongings.parse(await (await h.call('GET', '/people/ada/belongings')).json())).toMatchObject({
      workloads: [{ id: 'adas', as: ['owner'] }],
    });
    const left = personLeft.parse(await (await h.call('POST', '/people/ada/leave')).json());
    expect(left).toMatchObject({ person: { state: 'left' }, still_theirs: { workloads: [{ id: 'adas' }] } });
    const given = await h.call('POST', '/people/ada/leave', { reassign_to: 'grace' });
    expect(personLeft.parse(await given.json())).toMatchObject({
      reassigned: { workloads: [{ id: 'adas' }] },
    });
    expect(workload.parse(await (await h.call('GET', '/workloads/adas')).json())).toMatchObject({
      owner: 'grace@example.com',
    });
  });
});

describe('the tier that is proposed', () => {
  const classification = {
    complexity: 'medium',
    risk: 'low',
    latency: 'interactive',
    quality: 'medium',
    data_sensitivity: 'internal',
    cost_sensitivity: 'high',
    criticality: 'low',
  };

  it('follows from the classification and says whether policy allows it', async () => {
    await newWorkload('classified', { classification });
    const proposal = async () =>
      tierProposal.parse(await (await h.call('GET', '/workloads/classified/tier-proposal')).json());
    expect(await proposal()).toMatchObject({ tier: 'small', formula: 'tier_proposal', allowed: true });
    await h.call('PATCH', '/workloads/classified', { routing: { allowed_tiers: ['frontier'] } });
    expect(await proposal()).toMatchObject({ tier: 'small', allowed: false });
    const unclassified = await h.call('GET', '/workloads/adas/tier-proposal');
    expect(unclassified.status).toBe(409);
    expect(await errorOf(unclassified)).toMatchObject({ field: 'classification' });
  });

  it('needs all seven traits', async () => {
    const { risk: _, ...partly } = classification;
    expect(await errorOf(await h.call('PATCH', '/workloads/adas', { classification: partly }))).toMatchObject(
      {
        code: 'body_invalid',
        field: 'classification.risk',
      },
    );
  });
});

it('merges a workload into another', async () => {
  await newWorkload('one');
  await newWorkload('two');
  const merged = await h.call('POST', '/workloads/one/merge', { into: 'two' });
  expect(mergedWorkload.parse(await merged.json())).toMatchObject({
    into: 'two',
    workload: { stage: 'retired' },
  });
  expect((await h.call('POST', '/workloads/two/merge', { into: 'two' })).status).toBe(400);
  expect((await h.call('POST', '/workloads/two/merge', { into: 'one' })).status).toBe(409);
});

describe('importing an organization', () => {
  const send = (query: string, file: string | Uint8Array) =>
    h.app.request(`/api/v1/imports/organization?${query}`, {
      method: 'POST',
      headers: {
        host: 'localhost:4010',
        authorization: `Bearer ${h.adminToken}`,
        'content-type': 'text/csv',
      },
      body: file,
    });

  it('takes good rows of a spreadsheet and lists the bad ones', async () => {
    const file =
      '\uFEFFE-Mail;Name;Team;Role;Phone\r\n' +
      'carl@example.com;"Carl; the second";default;business, finance;1\r\n' +
      'dora@example.com;Dora;nowhere;;2\r\n' +
      '\r\n' +
      'eve@example.com;"Eve\r\nof two lines";;;3\r\n' +
      'short@example.com\r\n';
    const response = await send('kind=people', file);
    expect(response.status).toBe(200);
    const report = organizationImported.parse(await response.json());
    expect(report).toMatchObject({ read: 4, created: 2, rejected: 2, ignored_columns: ['phone'] });
    expect(report.rejections.map(({ line }) => line)).toEqual([3, 7]);
    expect(await (await h.call('GET', '/people/carl')).json()).toMatchObject({
      name: 'Carl; the second',
      roles: ['business', 'finance'],
    });
    expect(organizationImported.parse(await (await send('kind=people', file)).json())).toMatchObject({
      created: 0,
      unchanged: 2,
    });
  });

  it.each([
    ['kind=people', '', 'body_invalid'],
    ['kind=people', 'name\nAda', 'invalid_argument'],
    ['kind=teams', 'id,"name\na,b', 'body_invalid'],
    ['kind=planets', 'id\na', 'invalid_argument'],
  ])('refuses %s with %j', async (query, file, code) => {
    const response = await send(query, file);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).code).toBe(code);
  });

  it('changes nothing in a dry run, and takes no file that is too large', async () => {
    const report = organizationImported.parse(
      await (await send('kind=teams&dry_run=true', 'id\nfresh')).json(),
    );
    expect(report).toMatchObject({ dry_run: true, created: 1 });
    expect((await h.call('GET', '/teams/fresh')).status).toBe(404);
    expect((await send('kind=teams', new Uint8Array(10 * 1024 * 1024 + 1))).status).toBe(413);
  });
});
