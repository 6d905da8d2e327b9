import OpenAI from 'openai';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openaiCost, sumOf } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { launch, type Opened, openPage } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';

const SEEN_WITHIN_MS = 2_000;
const MODEL = 'gpt-4o-mini';

let weir: RunningWeir;
let browser: Browser;
let opened: Opened;

async function callThrough(secret: string, text: string) {
  const client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
  const { data, response } = await client.chat.completions
    .create({ model: MODEL, messages: [{ role: 'user', content: text }] })
    .withResponse();
  const { usage } = data;
  if (usage === undefined) throw new Error('the sandbox reported no usage');
  return { id: response.headers.get('x-weir-call-id') ?? '', usage };
}

/** `0.0000123 USD` as shown on hover -> twelve decimals. */
const shownAmount = (title: string | null) => {
  const [whole = '0', fraction = ''] = (title ?? '').replace(' USD', '').replaceAll(',', '').split('.');
  return `${whole}.${fraction.padEnd(12, '0')}`;
};

describe.skipIf(cannotBrowse)('from sign-in to a priced call on screen, against a running Weir', () => {
  beforeAll(async () => {
    [weir, browser] = await Promise.all([startWeir(), launch()]);
    opened = await openPage(browser, { url: weir.adminUrl });
  });
  afterAll(async () => {
    await browser?.close();
    await weir?.stop();
  });

  it('signs in and teaches the first call while there is none', async () => {
    const { page } = opened;
    await page.goto('/');
    await page.getByLabel('Admin token').fill(weir.adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Make the first call' }).waitFor();
    expect(await page.locator('pre').first().textContent()).toContain(
      `${weir.gatewayUrl}/v1/chat/completions`,
    );
  });

  it('shows a call on the overview and in the list within two seconds, without a reload', async () => {
    const { page } = opened;
    await page.getByText('Live', { exact: false }).first().waitFor();
    await callThrough(weir.sandboxKey, 'What does a weir do?');
    let began = performance.now();
    await page.getByText('1 call', { exact: true }).first().waitFor({ timeout: SEEN_WITHIN_MS });
    console.log(`overview: ${Math.round(performance.now() - began)} ms after the answer`);

    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.locator('tbody tr').first().waitFor();
    const { id } = await callThrough(weir.sandboxKey, 'And a dam?');
    began = performance.now();
    await page.locator(`tbody a[href="/calls/${id}"]`).waitFor({ timeout: SEEN_WITHIN_MS });
    console.log(`calls: ${Math.round(performance.now() - began)} ms after the answer`);
  });

  it('shows what a call cost, down to the last digit', async () => {
    const { page } = opened;
    const { id, usage } = await callThrough(weir.sandboxKey, 'Explain a weir in one sentence.');
    const expected = openaiCost(MODEL, usage);
    await weir.admin.call(id);
    await page.goto(`/calls/${id}`);
    const charges = page.locator('section', { has: page.getByRole('heading', { name: 'Charges' }) });
    await charges.first().waitFor();
    const amounts = await charges
      .first()
      .locator('tbody td:nth-child(4) [title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')));
    expect(sumOf(amounts.map(shownAmount))).toBe(expected);
    expect(shownAmount(await page.locator('header [title$="USD"]').getAttribute('title'))).toBe(expected);
    expect(shownAmount(await charges.first().locator('tfoot [title]').getAttribute('title'))).toBe(expected);
    const text = await page.locator('main').innerText();
    for (const fact of [
      'Sandbox',
      'playground',
      'sandbox-openai',
      'list',
      'openai/gpt-4o-mini',
      '"prompt_tokens"',
    ]) {
      expect(text).toContain(fact);
    }
  });

  it('creates a workload and a key whose secret works at once, and takes it back', async () => {
    const { page } = opened;
    await page.goto('/workloads');
    await page.getByRole('button', { name: 'New workload' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create workload' }).click();
    await dialog.getByText('This is needed.').first().waitFor();
    await dialog.getByLabel('Id').fill('letter-writer');
    await dialog.getByLabel('Application').fill('letters');
    await dialog.getByLabel('Owner').fill('ann@example.com');
    await dialog.getByLabel('Cost center').fill('default');
    await dialog.getByLabel('Business process').fill('correspondence');
    await dialog.getByLabel('Budget (USD)').fill('25');
    await dialog.getByLabel('Approved models').fill('sandbox-openai/*');
    await dialog.getByRole('button', { name: 'Create workload' }).click();
    await page.getByRole('heading', { name: 'letter-writer' }).waitFor();

    await page.getByRole('link', { name: 'Create a key' }).click();
    await page.getByRole('button', { name: 'New key' }).click();
    await dialog.getByLabel('Name').fill('desk');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const secret = (await page.getByTestId('secret').textContent()) ?? '';
    expect(secret).toMatch(/^wk_[A-Za-z0-9]{40,}$/);
    expect(await dialog.locator('pre').textContent()).toContain(secret);
    await dialog.getByRole('button', { name: 'Python' }).click();
    expect(await dialog.locator('pre').textContent()).toContain(`api_key="${secret}"`);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();

    const { id } = await callThrough(secret, 'Dear customer');
    await page.getByRole('link', { name: 'Calls', exact: true }).last().click();
    await page.waitForURL(/filter=workload=letter-writer/);
    await page.locator(`tbody a[href="/calls/${id}"]`).waitFor({ timeout: SEEN_WITHIN_MS });

    await page.goto('/keys?workload=letter-writer');
    await page.getByRole('button', { name: 'Revoke desk' }).click();
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByText('No key here').waitFor();
    const status = () =>
      callThrough(secret, 'Again').then(
        () => 200,
        (error: InstanceType<typeof OpenAI.APIError>) => error.status,
      );
    await expect.poll(status, { timeout: SEEN_WITHIN_MS }).toBe(401);
    expect(await page.content()).not.toContain(secret);
  });

  it('sends a request from the playground through the gateway, and shows what it cost and who answered', async () => {
    const { page } = opened;
    await page.goto('/playground?workload=playground');
    await page.getByLabel('Model', { exact: true }).fill(MODEL);
    await page.getByLabel('Message 1', { exact: true }).fill('What does a weir do?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByTestId('answer').waitFor();
    const outcome = page
      .locator('section', { has: page.getByRole('heading', { name: 'What became of it' }) })
      .first();
    await outcome.getByText(`sandbox-openai · ${MODEL}`).waitFor();
    const shown = shownAmount(await outcome.locator('[title$="USD"]').first().getAttribute('title'));
    const id =
      (await outcome.getByRole('link', { name: 'Open the call' }).getAttribute('href'))?.split('/').at(-1) ??
      '';
    expect(shown).toBe((await weir.admin.call(id)).cost);
    expect(shown).not.toBe('0.000000000000');

    await page.getByLabel('Model', { exact: true }).fill('no-such-model');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('HTTP 404').waitFor();

    await page.goto('/providers');
    await page.getByText('Trial: no real provider').waitFor();
    await page
      .locator('tbody tr', { hasText: 'sandbox-openai' })
      .getByText('Healthy')
      .waitFor({ timeout: 15_000 });
    await page.goto(`/models/openai/${MODEL}`);
    await page.getByRole('link', { name: 'playground' }).waitFor();
  });

  it('complained about nothing meanwhile', () => {
    // answers the browser reports: 401 to the first request of a signed-out page, 404 to a call that has not landed yet
    const complaints = opened.complaints.filter((text) => !/status of 40[14]/.test(text));
    expect(complaints).toEqual([]);
  });
});
