import { readFileSync } from 'node:fs';
import type { CallFact } from '@weir/core/contract';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage } from './support/chromium.ts';
import { EXAMPLES } from './support/gateway.ts';
import { cannotBrowse } from './support/skip.ts';
import { type Stack, startStack } from './support/stack.ts';

let stack: Stack;
let browser: Browser;
let opened: Opened;

const dialog = () => opened.page.getByRole('dialog');
const row = (text: string) => opened.page.locator('tbody tr', { hasText: text });
const save = async () => {
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
};

/** A call of the history, landed now under another id and with other facts. */
async function landNow(callId: string, more: Partial<CallFact> = {}): Promise<void> {
  const answer = await fetch(`${stack.url}/api/v1/calls/${EXAMPLES.escalated}`, {
    headers: { authorization: `Bearer ${stack.adminToken}` },
  });
  const now = new Date().toISOString();
  await stack.land({
    ...((await answer.json()) as CallFact),
    call_id: callId,
    started_at: now,
    ended_at: now,
    ...more,
  });
}

describe.skipIf(cannotBrowse)('the gateway, seen and ruled from the console', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ days: 2 }), launch()]);
    opened = await openPage(browser, { url: stack.url });
    await opened.page.goto(`/?code=${stack.code()}`);
    await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it('finds a model by what it must have, and shows its price over time as chart, table and file', async () => {
    const { page } = opened;
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'Models' }).waitFor();
    await page.getByLabel('Search by name').fill('o3');
    await page.waitForURL(/search=o3/);
    await page.getByRole('button', { name: 'Only what can be called here' }).click();
    await page.waitForURL(/available=true/);
    await page.getByRole('button', { name: 'Capabilities' }).click();
    await page.getByLabel('Reasoning').check();
    await page.waitForURL(/capability=reasoning/);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'o3', exact: true }).click();
    await page.getByRole('heading', { name: 'Price history' }).waitFor();
    await page.locator('canvas').waitFor();
    const history = page
      .locator('section', { has: page.getByRole('heading', { name: 'Price history' }) })
      .first();
    await history.getByRole('button', { name: 'Table' }).click();
    expect(await history.locator('tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/^As long as known\$10\.00.*\$40\.00/),
      expect.stringMatching(/^10 Jun 2025\$2\.00.*\$8\.00/),
    ]);
    const download = page.waitForEvent('download');
    await history.getByRole('button', { name: 'Download as CSV' }).click();
    const csv = readFileSync(await (await download).path(), 'utf8');
    expect(csv).toContain('openai,o3,2025-06-10,,,output_tokens,1000000,0,8,USD');
  });

  it('says how providers do, and which variable an unconfigured one needs', async () => {
    const { page } = opened;
    await page.goto('/providers');
    expect(await row('anthropic').first().textContent()).toMatch(
      /Cooling downuntil \d\d:\d\d:\d\d.*640 ms.*2\.05 s.*8%.*160 of 4,000 requests/,
    );
    expect(await row('google').first().textContent()).toContain('GEMINI_API_KEY');
    await page.getByRole('button', { name: 'Health of openai by model and gateway' }).click();
    expect(await dialog().locator('tbody tr', { hasText: 'gpt-4o' }).textContent()).toContain('Degraded');
    await page.keyboard.press('Escape');
  });

  it('creates, changes and deletes a route, and says at the field what the API refuses', async () => {
    const { page } = opened;
    await page.goto('/routing');
    await page.getByRole('button', { name: 'New route' }).click();
    await dialog().getByRole('button', { name: 'Create route' }).click();
    await dialog().getByText('Name at least one model.').waitFor();
    await dialog().getByLabel('Id', { exact: true }).fill('drafts');
    await dialog().getByLabel('Candidate 1', { exact: true }).fill('fast');
    await dialog().getByRole('button', { name: 'Create route' }).click();
    await dialog().getByText('"fast" is a route; routes do not contain routes').waitFor();
    await dialog().getByLabel('Candidate 1', { exact: true }).fill('tier:small');
    await dialog().getByRole('button', { name: 'Add a candidate' }).click();
    await dialog().getByLabel('Candidate 2', { exact: true }).fill('gpt-4o');
    await dialog().getByRole('button', { name: 'Move candidate 2 up' }).click();
    await dialog().getByRole('button', { name: 'Create route' }).click();
    await row('drafts').waitFor();
    expect(await row('drafts').textContent()).toMatch(/In order.*gpt-4otier:small/);

    await page.getByRole('button', { name: 'Change drafts' }).click();
    await dialog().getByRole('combobox', { name: 'Choose' }).click();
    await page.getByRole('option', { name: 'Weighted' }).click();
    await dialog().getByLabel('Weight 1').fill('0');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('A weight is a number above 0').waitFor();
    await dialog().getByLabel('Weight 1').fill('3');
    await save();
    await page.reload();
    expect(await row('drafts').textContent()).toContain('gpt-4o × 3');

    await page.getByRole('button', { name: 'Delete fast' }).click();
    const confirm = page.getByRole('alertdialog');
    await confirm.getByRole('button', { name: 'Delete', exact: true }).click();
    await confirm.getByText('support-bot').waitFor();
    await confirm.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Delete drafts' }).click();
    await confirm.getByRole('button', { name: 'Delete', exact: true }).click();
    await row('drafts').waitFor({ state: 'detached' });
  });

  it('creates a data class, and a workload takes it with its detectors and its cache', async () => {
    const { page } = opened;
    await page.goto('/routing?section=data-classes');
    await page.getByRole('button', { name: 'New data class' }).click();
    await dialog().getByLabel('Id', { exact: true }).fill('secret');
    await dialog().getByLabel('Allowed providers').fill('openai, nobody');
    await dialog().getByRole('button', { name: 'Create data class' }).click();
    await dialog().getByText('nobody').waitFor();
    await dialog().getByLabel('Allowed providers').fill('openai');
    await dialog().getByRole('button', { name: 'Create data class' }).click();
    await row('secret').waitFor();

    await page.goto('/workloads/claims-triage?section=controls');
    await page.getByRole('button', { name: 'Change data' }).click();
    await dialog().getByRole('combobox', { name: 'Data class' }).click();
    await page.getByRole('option', { name: 'secret' }).click();
    await dialog()
      .getByRole('group', { name: 'IBAN: what to do' })
      .getByRole('button', { name: 'Redact' })
      .click();
    await save();
    await page.getByRole('button', { name: 'Change caching' }).click();
    await dialog().getByLabel('Keep answers and repeat them').check();
    await dialog().getByLabel('Keep for').fill('90');
    await save();
    await page.getByRole('button', { name: 'Change routing' }).click();
    await dialog().getByLabel('Fallbacks').fill('gpt-4o, gpt-4o');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('"gpt-4o" is named twice').waitFor();
    await dialog().getByLabel('Fallbacks').fill('gpt-4o');
    await save();
    await page.reload();
    const policies = page
      .locator('section', { has: page.getByRole('heading', { name: 'Policies' }) })
      .first();
    await policies.getByText('IBAN redacted').waitFor();
    const shown = await policies.textContent();
    for (const part of ['secret', '90 hours, per user', 'Falls back togpt-4o']) expect(shown).toContain(part);
  });

  it('simulates a request, and a link brings the same answer', async () => {
    const { page, context } = opened;
    await page.goto('/routing?section=simulate');
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.getByText('This is needed.').first().waitFor();
    await page.getByRole('combobox', { name: 'Workload' }).click();
    await page.getByRole('option', { name: 'support-bot' }).click();
    await page.getByLabel('Model', { exact: true }).fill('fast');
    await page.getByLabel('Tools').check();
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.waitForURL(/workload=support-bot&model=fast.*needs=tools/);
    await row('Chosen').waitFor();
    expect(await row('Chosen').textContent()).toContain('gpt-4o-mini');
    const shared = await context.newPage();
    await shared.goto(page.url());
    await shared.locator('tbody tr', { hasText: 'Chosen' }).waitFor();
    expect(await shared.locator('tbody').innerText()).toBe(await page.locator('tbody').innerText());
    await shared.close();
    await page.goto('/routing?section=simulate&workload=support-bot&model=tier:nothing');
    await expect
      .poll(() => page.getByLabel('Model', { exact: true }).getAttribute('aria-invalid'))
      .toBe('true');
  });

  it('sends a request and tells what became of it; an error in plain words', async () => {
    const { page } = opened;
    await page.goto('/playground?model=fast');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Choose a workload.').waitFor();
    await page.getByRole('combobox', { name: 'Workload' }).click();
    await page.getByRole('option', { name: 'support-bot' }).click();
    await page.getByLabel('Message 1', { exact: true }).fill('What does a weir do?');
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('answer').waitFor();
    await page.getByText('escalation refusal').waitFor();
    const outcome = page
      .locator('section', { has: page.getByRole('heading', { name: 'What became of it' }) })
      .first();
    const told = await outcome.textContent();
    for (const part of ['E-mail address × 2', 'redacted', 'Miss', 'Tried before'])
      expect(told).toContain(part);
    expect(await axeFaults(page), 'playground with an answer').toEqual([]);

    await page.getByRole('button', { name: 'JSON' }).click();
    const body = page.getByLabel('Request body');
    expect(JSON.parse(await body.inputValue())).toEqual({
      model: 'fast',
      messages: [{ role: 'user', content: 'What does a weir do?' }],
    });
    await body.fill('{');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Write a JSON object.').waitFor();
    await body.fill('{"model":"nothing"}');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('No provider has the model "nothing".').waitFor();
    await page.getByText('HTTP 404').waitFor();
    expect(await axeFaults(page), 'playground with an error').toEqual([]);
    const history = page
      .locator('section', { has: page.getByRole('heading', { name: 'Sent in this session' }) })
      .first();
    expect(await history.locator('tbody tr').count()).toBe(2);
    await outcome.getByRole('link', { name: 'Open the call' }).click();
    await page.getByRole('heading', { name: 'Routing decision' }).waitFor();
  });

  it('follows calls as they land, holds them while paused, and moves by keyboard', async () => {
    const { page } = opened;
    await page.goto('/live?filter=workload=support-bot');
    await page.locator('tbody a').first().waitFor();
    await page.getByText('Live', { exact: false }).first().waitFor();
    await landNow('01a0ffff-0000-7000-8000-0000000000c1');
    await page.locator('tbody a[href$="0000000000c1"]').waitFor({ timeout: 2_000 });
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await landNow('01a0ffff-0000-7000-8000-0000000000c2');
    await page.getByText('Paused · 1 landed meanwhile').waitFor();
    expect(await page.locator('tbody a[href$="0000000000c2"]').count()).toBe(0);
    expect(await axeFaults(page), 'paused').toEqual([]);
    await page.keyboard.press('p');
    await page.locator('tbody a[href$="0000000000c2"]').waitFor();
    await landNow('01a0ffff-0000-7000-8000-0000000000c3', { tags: { workload: 'sales-drafts' } });
    await landNow('01a0ffff-0000-7000-8000-0000000000c4');
    await page.locator('tbody a[href$="0000000000c4"]').waitFor();
    expect(await page.locator('tbody a[href$="0000000000c3"]').count()).toBe(0);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/calls\/01a0ffff-0000-7000-8000-0000000000c4/);
    await page.goto('/live');
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Refused' }).click();
    await page.waitForURL(/filter=status=refused/);
  });

  it('tells of a call what routing, cache, shadowing and data rules did', async () => {
    const { page } = opened;
    await page.goto(`/calls/${EXAMPLES.escalated}`);
    await page.getByText('went up: refusal').waitFor();
    const main = page.locator('main');
    for (const part of [
      'E-mail address × 2, IBAN × 1',
      'personal',
      'Left outits tier is not allowed',
      'Miss: asked the provider',
    ]) {
      expect(await main.textContent()).toContain(part);
    }
    await page.goto(`/calls/${EXAMPLES.cached}`);
    await page.getByText('Answered from the response cache: nothing was charged.').waitFor();
    await page.getByText('Avoided cost').waitFor();
    await page.goto(`/calls/${EXAMPLES.shadow}`);
    await page.getByText('Evaluation').first().waitFor();
    await page.getByRole('link', { name: EXAMPLES.escalated }).click();
    await page.getByRole('heading', { name: 'Routing decision' }).waitFor();
  });

  it('shows what caching saved, with its formula, and downloads the table', async () => {
    const { page } = opened;
    await page.goto('/caching');
    await row('support-bot').waitFor();
    await page.getByRole('button', { name: 'How Answers repeated is computed' }).click();
    await dialog().getByText('hits ÷ (hits + misses)').waitFor();
    await page.keyboard.press('Escape');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const csv = readFileSync(await (await download).path(), 'utf8');
    expect(csv).toContain('\r\nsupport-bot,');
    const avoided = await row('support-bot').locator('[title$="USD"]').first().getAttribute('title');
    expect(csv).toContain((avoided ?? '').replace(' USD', ''));
  });

  it('keeps status of calls and workload of keys in sight on a phone', async () => {
    const { context, page } = await openPage(browser, { url: stack.url, width: 390 });
    await page.goto(`/?code=${stack.code()}`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.goto('/calls');
    const first = page.locator('tbody tr').first();
    await first.waitFor();
    expect(
      await first
        .getByText(/^(OK|Client left|Provider error|Refused)$/)
        .filter({ visible: true })
        .count(),
    ).toBe(1);
    await page.goto('/keys');
    const key = row('support-bot').first();
    await key.waitFor();
    expect(await key.getByRole('link', { name: 'support-bot' }).filter({ visible: true }).count()).toBe(1);
    await context.close();
  });

  it('asks for figures of days only once the zone they begin in is known', async () => {
    const { context, page } = await openPage(browser, { url: stack.url });
    await page.goto(`/?code=${stack.code()}`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const begins: string[] = [];
    await page.route('**/api/v1/organization', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/costs')) begins.push(searchParams.get('since') ?? '');
    });
    await page.goto('/explorer?range=7d');
    await page.locator('tbody tr').first().waitFor();
    const hours = begins.map((since) => new Date(since).getUTCHours());
    expect(hours.length).toBeGreaterThan(0);
    // midnight in Berlin is 22 or 23 o'clock UTC
    expect(hours.filter((hour) => hour !== 22 && hour !== 23)).toEqual([]);
    await context.close();
  });

  it('says on the overview when sandbox calls are left out of its figures', async () => {
    const { page } = opened;
    await landNow('01a0ffff-0000-7000-8000-0000000000d1', { sandbox: false });
    await page.goto('/');
    await page.getByText('Sandbox calls are not in these figures').click();
    await page.waitForURL(/sandbox=include.*filter=sandbox=true|filter=sandbox=true.*sandbox=include/);
    await page.locator('tbody tr').first().waitFor();
  });

  it('complained about nothing but what it was refused', () => {
    // refusals, and calls not landed yet, are answers the browser reports as failed loads
    const complaints = opened.complaints.filter((text) => !/status of 4(00|04|09|22)/.test(text));
    expect(complaints).toEqual([]);
  });
});
