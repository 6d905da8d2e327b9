import { mkdirSync } from 'node:fs';
import OpenAI from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage, type Theme } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';

const MODEL = 'gpt-4o-mini';
const AMOUNT = '0.00005';
const BUDGET = 'workload-playground-month';
/** What a screen that is asked for every 2 to 3 seconds may take, and no test machine is quick. */
const SEEN_WITHIN_MS = 10_000;
const REFUSALS = 20;
/** Where pictures go, for people who change these screens. */
const SHOTS = process.env['WEIR_SHOTS'];

let weir: RunningWeir;
let browser: Browser;
let opened: Opened;

async function signedIn(theme: Theme = 'light', width = 1280): Promise<Opened> {
  const one = await openPage(browser, { url: weir.adminUrl, theme, width });
  await one.page.goto('/sign-in');
  await one.page.getByLabel('Admin token').fill(weir.adminToken);
  await one.page.getByRole('button', { name: 'Sign in' }).click();
  await one.page.waitForURL((url) => url.pathname === '/');
  return one;
}

/** Status of one sandbox call: 200, or why it was refused. */
async function call(text: string): Promise<number> {
  const client = new OpenAI({
    apiKey: weir.sandboxKey,
    baseURL: `${weir.gatewayUrl}/v1`,
    maxRetries: 0,
  });
  try {
    await client.chat.completions.create({
      model: MODEL,
      max_tokens: 20,
      messages: [{ role: 'user', content: text }],
    });
    return 200;
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error.status ?? 0;
    throw error;
  }
}

async function callUntil(wanted: number): Promise<void> {
  for (let sent = 0; sent < REFUSALS; sent += 1) {
    if ((await call(`Question ${sent}`)) === wanted) return;
  }
  throw new Error(`no call was answered ${wanted}`);
}

const dialog = (page: Page) => page.getByRole('dialog');
const gone = (page: Page) => dialog(page).waitFor({ state: 'detached' });

async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

describe.skipIf(cannotBrowse)('the screens of limits, against a running Weir', () => {
  beforeAll(async () => {
    [weir, browser] = await Promise.all([startWeir(), launch()]);
    opened = await signedIn();
  });
  afterAll(async () => {
    await browser?.close();
    await weir?.stop();
  });

  it('teach how to make a budget while there is none', async () => {
    const { page } = opened;
    await page.goto('/budgets');
    await page.getByText('No budget holds anybody back yet').waitFor();
    expect(await page.locator('pre').textContent()).toContain('weir budget create');
  });

  it('create a budget after telling what it would have done', async () => {
    const { page } = opened;
    expect(await call('Something to replay')).toBe(200);
    await page.goto('/budgets');
    await page.getByRole('button', { name: 'New budget' }).click();
    await page.getByRole('button', { name: 'Narrow it' }).click();
    await page.getByLabel('Value 1').fill('nobody');
    await page.getByLabel('Amount', { exact: true }).fill('0.0000001');
    await page.getByRole('button', { name: 'Create budget' }).click();
    await dialog(page).getByText('There is no workload "nobody"').first().waitFor();

    await page.getByLabel('Value 1').fill('playground');
    await dialog(page)
      .getByText(/would have blocked 1 call of 1 workload/)
      .waitFor();
    await page.getByLabel('Amount', { exact: true }).fill(AMOUNT);
    await dialog(page)
      .getByText(/would have blocked nothing/)
      .waitFor();
    await page.getByLabel('At the limit').click();
    await page.getByRole('option', { name: 'Approval' }).click();
    await page.getByRole('button', { name: 'Create budget' }).click();
    await dialog(page).getByText('This is needed.').waitFor();
    await page.getByLabel('Approvers').fill('Ada Lovelace, cfo@example.com');
    await page.getByRole('button', { name: 'Create budget' }).click();
    await gone(page);
    await page.getByRole('link', { name: BUDGET }).waitFor();
  });

  it('show it burn, until it refuses', async () => {
    const { page } = opened;
    await page.goto(`/budgets/${BUDGET}`);
    await page.getByRole('heading', { name: 'Settled' }).waitFor();
    await callUntil(402);
    await page.getByText('Why it is not green').waitFor({ timeout: SEEN_WITHIN_MS });
    await page.locator('canvas').waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('table', { hasText: 'Projected' }).first().waitFor();
    await page.getByRole('link', { name: 'Explore playground' }).click();
    await page.getByRole('heading', { name: 'Explorer' }).waitFor();
    expect(page.url()).toContain('filter=workload=playground');
  });

  it('find it by level and text, and keep that in the address', async () => {
    const { page } = opened;
    await page.goto('/budgets?search=playground');
    await page.getByRole('link', { name: BUDGET }).waitFor();
    await page.getByLabel('Search budgets').fill('nothing like it');
    await page.getByText('No budget is like that').waitFor();
    expect(page.url()).toContain('search=nothing+like+it');
    await page.goto('/budgets?level=green');
    await page.getByText('No budget is like that').waitFor();
  });

  it('lift it when an approver consents', async () => {
    const { page } = opened;
    await page.getByRole('link', { name: /^Approvals\s*1 pending$/ }).click({ timeout: 15_000 });
    await page.getByRole('button', { name: `Approve ${BUDGET}` }).click();
    await page.getByLabel('Amount on top').fill('1');
    await page.getByLabel('Who decides').click();
    await page.getByRole('option', { name: 'cfo@example.com' }).click();
    await page.getByLabel('Reason').fill('Launch week');
    await dialog(page).getByRole('button', { name: 'Approve', exact: true }).click();
    await gone(page);
    await page.getByText('Nobody waits for an answer').waitFor();
    await page.getByRole('link', { name: /^History/ }).click();
    await page.getByText('Launch week').waitFor();
    await callUntil(200);

    await page.goto(`/budgets/${BUDGET}`);
    await page.getByText('$1.00 lifted').waitFor({ timeout: SEEN_WITHIN_MS });
    await page.getByRole('button', { name: 'End the lift of $1.00' }).click();
    await page.getByText('Ended early').waitFor();
    await page.locator('main').getByRole('link', { name: 'Audit' }).click();
    await page.getByText(`Only what was changed of budget/${BUDGET}.`).waitFor();
  });

  it('change and delete a budget', async () => {
    const { page } = opened;
    await page.goto(`/budgets/${BUDGET}`);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('Amount', { exact: true }).fill('25');
    await page.getByRole('button', { name: 'Save' }).click();
    await gone(page);
    await page.getByText('$25.00 per month').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No budget holds anybody back yet').waitFor();
  });

  it('make and change a rate limit', async () => {
    const { page } = opened;
    await page.goto('/limits');
    await page.getByRole('button', { name: 'New rate limit' }).click();
    await page.getByLabel('Limit', { exact: true }).fill('600');
    await page.getByLabel('Each of these has its own count').fill('user');
    await page.getByRole('button', { name: 'Create rate limit' }).click();
    await gone(page);
    await page.getByText('600 requests per minute').waitFor();
    await page.getByRole('button', { name: /^Change / }).click();
    await page.getByLabel('Limit', { exact: true }).fill('900');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('900 requests per minute').waitFor();
  });

  it('stop everything once that is typed, say so on every page, and take it back', async () => {
    const { page } = opened;
    await page.goto('/limits');
    await page.getByRole('button', { name: 'Stop …' }).click();
    await page.getByLabel('What is stopped').click();
    await page.getByRole('option', { name: 'Everything' }).click();
    await page.getByLabel('Reason').fill('A key leaked');
    const stop = dialog(page).getByRole('button', { name: 'Stop', exact: true });
    await stop.click();
    await dialog(page).getByText('Type stop everything.').waitFor();
    await page.getByLabel(/^Type “stop everything”/).fill('stop everything');
    await stop.click();
    await gone(page);
    await page.goto('/calls');
    await page.getByRole('alert').filter({ hasText: 'Every call is refused: A key leaked' }).waitFor();
    expect(await axeFaults(page), 'the banner').toEqual([]);
    await expect.poll(() => call('Refused?'), { timeout: 5_000 }).not.toBe(200);
    await page.getByRole('link', { name: 'Kill switches' }).click();
    await page.getByRole('button', { name: 'Let it go on: Everything' }).click();
    await page.getByText('Nothing is stopped.').waitFor();
    await expect.poll(() => call('And now?'), { timeout: 5_000 }).toBe(200);
  });

  it('stop a workload and limit its tasks from its own page', async () => {
    const { page } = opened;
    await page.goto('/workloads/playground?section=controls');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByLabel('Reason').fill('It loops');
    await dialog(page).getByRole('button', { name: 'Stop', exact: true }).click();
    await gone(page);
    await page.getByText('Its calls are refused: It loops').waitFor();
    await page.getByRole('button', { name: 'Let it go on: Workload playground' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Change limits' }).click();
    await page.getByLabel('Limit its tasks').check();
    await page.getByLabel('Steps', { exact: true }).fill('20');
    await page.getByRole('button', { name: 'Save' }).click();
    await gone(page);
    await page.getByText('steps 20').waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      it(`are accessible, ${theme} at ${width} pixels`, async () => {
        await fill();
        const { context, page, complaints } = await signedIn(theme, width);
        for (const [name, path] of Object.entries(PAGES)) {
          await page.goto(path);
          await settled(page);
          expect(await axeFaults(page), `${name} (${path})`).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
          await shoot(page, `${name}-${theme}-${width}`);
        }
        for (const [name, [path, button]] of Object.entries(DIALOGS)) {
          await page.goto(path);
          await page.getByRole('button', { name: button, exact: true }).first().click();
          await dialog(page).waitFor();
          expect(await axeFaults(page), name).toEqual([]);
          await shoot(page, `dialog-${name}-${theme}-${width}`);
        }
        expect(complaints).toEqual([]);
        await context.close();
      });
    }
  }
});

const SAMPLE = 'organization-month';
const PAGES = {
  budgets: '/budgets',
  'budgets-none': '/budgets?search=nothing',
  budget: `/budgets/${SAMPLE}`,
  approvals: '/approvals',
  history: '/approvals?show=history',
  limits: '/limits',
  audit: `/audit?subject=budget/${SAMPLE}`,
  workload: '/workloads/playground',
  'workload-controls': '/workloads/playground?section=controls',
};
const DIALOGS = {
  'new-budget': ['/budgets', 'New budget'],
  change: [`/budgets/${SAMPLE}`, 'Change'],
  lift: [`/budgets/${SAMPLE}`, 'Lift'],
  explanation: [`/budgets/${SAMPLE}`, 'How Remaining is computed'],
  rate: ['/limits', 'New rate limit'],
  stop: ['/limits', 'Stop …'],
  policy: ['/workloads/playground?section=controls', 'Change limits'],
} as const;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined || SHOTS === '') return;
  mkdirSync(SHOTS, { recursive: true });
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: !name.startsWith('dialog') });
}

let filled = false;
/** Something of everything, once. */
async function fill(): Promise<void> {
  if (filled) return;
  filled = true;
  await weir.admin.post('/budgets', { amount: '1', period: 'month' });
  await weir.admin.post(`/budgets/${SAMPLE}/lifts`, {
    amount: '1',
    until: new Date(Date.now() + 86_400_000).toISOString(),
    reason: 'Launch week',
  });
  await weir.admin.post('/budgets', {
    amount: '0.0000001',
    period: 'day',
    scope: { workload: 'playground' },
    mode: 'approval',
  });
  await weir.admin.post('/kills', { target: 'provider', subject: 'openai', reason: 'Outage' });
  await callUntil(402);
}
