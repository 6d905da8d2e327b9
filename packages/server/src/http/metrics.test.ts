import { afterEach, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
afterEach(() => h.close());

const scrape = async () => ({ contentType: 'text/plain; version=0.0.4', body: 'weir_info 1\n' });
const get = (headers: Record<string, string> = {}) =>
  h.app.request('http://localhost:4010/metrics', { headers });

it('metrics want an admin token, unless they are said to be open', async () => {
  h = await createHarness({ metrics: { requireToken: true, scrape } });
  expect((await get()).status).toBe(401);
  const answer = await get({ authorization: `Bearer ${h.adminToken}` });
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await answer.text()).toBe('weir_info 1\n');
  await h.close();
  h = await createHarness({ metrics: { requireToken: false, scrape } });
  expect((await get()).status).toBe(200);
});

it('metrics that are switched off are not there', async () => {
  h = await createHarness();
  const answer = await get({ authorization: `Bearer ${h.adminToken}` });
  expect(await answer.text()).not.toContain('weir_info');
});
