import { adminTokenWithSecret, auditEntry, page } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
beforeAll(async () => {
  h = await createHarness();
});
afterAll(() => h.close());

const create = (headers: Record<string, string> = {}) =>
  h.call('POST', '/admin-tokens', { name: 'laptop' }, headers);

describe('POST /admin-tokens', () => {
  it('makes a token that lets in, told once and audited without its secret', async () => {
    // the local command line of this run, for somebody who lost the first token
    const answer = await create({ authorization: 'Bearer cli-token-of-this-run' });
    expect(answer.status).toBe(201);
    const { id, secret, prefix, name } = adminTokenWithSecret.parse(await answer.json());
    expect({ name, secret }).toMatchObject({ name: 'laptop', secret: expect.stringMatching(/^wa_\w{43}$/) });

    const bearer = { authorization: `Bearer ${secret}` };
    expect((await h.call('GET', '/organization', undefined, bearer)).status).toBe(200);
    expect((await h.call('GET', '/organization')).status).toBe(200);

    const text = await (await h.call('GET', `/audit?subject=admin_token/${id}`)).text();
    const [entry] = page(auditEntry).parse(JSON.parse(text)).data;
    expect(entry).toMatchObject({ actor: 'cli', action: 'admin_token.create', after: { name, prefix } });
    expect(text + h.logged.join()).not.toContain(secret);
  });

  it('asks for a name and for somebody who is in already', async () => {
    const nameless = await h.call('POST', '/admin-tokens', {});
    expect(nameless.status).toBe(400);
    expect(await nameless.json()).toMatchObject({ error: { code: 'body_invalid', field: 'name' } });
    expect((await create({ authorization: `Bearer wa_${'x'.repeat(43)}` })).status).toBe(401);
  });

  it('repeats its answer under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'token-1' };
    const [first, second] = [await (await create(headers)).json(), await (await create(headers)).json()];
    expect(second).toEqual(first);
  });
});
