import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage, type Theme } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UNPRICED = 'gpt-nobody-knows';
/** Where pictures go, for people who change these screens. */
const SHOTS = process.env['WEIR_SHOTS'];
const LIST = fileURLToPath(new URL('../../catalog/prices/list.json', import.meta.url));

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

const dialog = (page: Page) => page.getByRole('dialog');
const gone = (page: Page) => dialog(page).waitFor({ state: 'detached' });
const submit = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** A call outside the gateway: 1M input and 0.1M output tokens, so that prices are easy to see. */
function span(model: string, hoursAgo: number): object {
  const start = Date.now() - hoursAgo * HOUR;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const count = (key: string, intValue: string) => ({ key, value: { intValue } });
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: `chat ${model}`,
    kind: 3,
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + 900}000000`,
    attributes: [
      text('gen_ai.operation.name', 'chat'),
      text('gen_ai.provider.name', 'openai'),
      text('gen_ai.request.model', model),
      text('gen_ai.response.model', model),
      count('gen_ai.usage.input_tokens', '1000000'),
      count('gen_ai.usage.output_tokens', '100000'),
    ],
  };
}

async function use(models: readonly [string, number][]): Promise<void> {
  const spans = models.map(([model, hoursAgo]) => span(model, hoursAgo));
  const answer = await fetch(`${weir.adminUrl}/otlp/v1/traces?workload=playground`, {
    method: 'POST',
    headers: { authorization: `Bearer ${weir.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] }),
  });
  expect(answer.status).toBe(200);
}

/** The bundled list as a later version, in which gpt-4o costs more and gpt-4o-mini less. */
function newerList(): Buffer {
  const list = JSON.parse(readFileSync(LIST, 'utf8'));
  list.source.version = '99.0.0';
  const { models } = list.providers.find(({ id }: { id: string }) => id === 'openai');
  for (const { id, prices } of models) {
    if (id === 'gpt-4o') prices[0].rates.input_mtok = '3';
    if (id === 'gpt-4o-mini') prices[0].rates.input_mtok = '0.12';
  }
  return Buffer.from(JSON.stringify(list));
}

describe.skipIf(cannotBrowse)('the screens of prices and commitments, against a running Weir', () => {
  beforeAll(async () => {
    [weir, browser] = await Promise.all([startWeir(), launch()]);
    opened = await signedIn();
  });
  afterAll(async () => {
    await browser?.close();
    await weir?.stop();
  });

  it('teach what to do while there is nothing', async () => {
    const { page } = opened;
    for (const [path, command] of [
      ['/prices', 'weir price coverage'],
      ['/prices?section=own', 'weir price override create'],
      ['/prices?section=rates', 'weir exchange-rate set'],
      ['/prices?section=rerate', 'weir price rerate'],
      ['/commitments', 'weir agreement create'],
    ] as const) {
      await page.goto(path);
      await page.locator('pre', { hasText: command }).waitFor();
    }
  });

  it('name the model without a price, give it one and propose what was charged wrongly', async () => {
    const { page } = opened;
    await use([
      ['gpt-4o', 2],
      ['gpt-4o-mini', 3],
      [UNPRICED, 2],
    ]);
    await page.goto('/prices');
    await page.getByText('1 model has no price').waitFor();
    await page.getByRole('button', { name: `Add a price for ${UNPRICED}` }).click();
    await page.getByLabel('Unit 1', { exact: true }).fill('input_tokenz');
    await page.getByLabel('Price 1').fill('2');
    await submit(page, 'Add price');
    await dialog(page).getByText('Give at least one unit').waitFor();
    await page.getByLabel('Price 2').fill('8');
    await dialog(page)
      .getByText(`${UNPRICED} of openai: Input tokenz $2.00, Output tokens $8.00, from now on.`)
      .waitFor();
    await page.getByLabel('First day').fill(dayOf(Date.now() - 3 * DAY));
    await page.getByLabel('Source').fill('price page');
    await submit(page, 'Add price');
    await dialog(page).getByText('is not a unit').first().waitFor();
    await page.getByLabel('Unit 1', { exact: true }).fill('input_tokens');
    await submit(page, 'Add price');
    await gone(page);

    await page.getByText('A price is known by now').waitFor();
    await page.getByRole('link', { name: `Rerate ${UNPRICED}` }).click();
    expect(new URL(page.url()).searchParams.get('model')).toBe(UNPRICED);
    await page.getByRole('button', { name: 'Dry run' }).click();
    // 1M x 2 + 0.1M x 8
    await page.getByText('$2.80').first().waitFor();
    await page.getByRole('button', { name: 'Workload', exact: true }).click();
    await page.locator('td', { hasText: 'playground' }).waitFor();
    await page.getByRole('button', { name: 'Propose corrections' }).click();
    await page.getByText(/proposals? waits? for approval/).waitFor();
    await page.getByRole('link', { name: 'Go to proposals' }).waitFor();
  });

  it('show what applied when, as a chart, a table and a file', async () => {
    const { page } = opened;
    await page.goto(`/prices/openai/${UNPRICED}?span=90d`);
    await page.locator('canvas').waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('table', { hasText: 'org:price_' }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`weir-price-history-${UNPRICED}.csv`);
    await page.goto('/prices/nobody/nothing');
    await page.getByText('No prices of a provider "nobody" are known').waitFor();
  });

  it('read own prices in words, say which contradict each other, and end one', async () => {
    const { page } = opened;
    await page.goto('/prices?section=own');
    // one that ends later goes on beside the other; without an end it would take its place
    for (const [percent, days] of [
      ['10', 40],
      ['20', 70],
    ] as const) {
      await page.getByRole('button', { name: 'Add own price' }).click();
      await page.getByLabel('Provider').fill('openai');
      await page.getByLabel('Percent off the list').fill('200');
      await page.getByLabel('Holds until').fill(dayOf(Date.now() + days * DAY));
      await page.getByLabel('Source').fill(`contract ${percent}`);
      await submit(page, 'Add price');
      await dialog(page).getByText('A number from 0 to 100.').waitFor();
      await page.getByLabel('Percent off the list').fill(percent);
      await dialog(page)
        .getByText(`Every model of openai: ${percent}% off the list, from now on until `)
        .waitFor();
      await submit(page, 'Add price');
      await gone(page);
    }
    await page.getByText('They contradict each other').waitFor();
    await page.getByText('“contract 10”').waitFor();
    await page.getByRole('button', { name: 'End the price of Every model' }).last().click();
    await submit(page, 'End it');
    await gone(page);
    await page.getByText('They contradict each other').waitFor({ state: 'detached' });
  });

  it('tell what a newer list changes before it is proposed and approved', async () => {
    const { page } = opened;
    await page.goto('/prices?section=lists');
    await page.getByRole('button', { name: 'Propose a list' }).click();
    await page.getByLabel('File').setInputFiles({
      name: 'list.json',
      mimeType: 'application/json',
      buffer: newerList(),
    });
    await dialog(page).getByText('1 raised, 1 lowered').waitFor();
    await submit(page, 'Propose');
    await gone(page);
    await page.getByText('+20%').waitFor();
    await page.goto(`${page.url()}&change=lowered`);
    await page.getByText('−20%').waitFor();
    expect(await page.getByText('+20%').count()).toBe(0);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByLabel('Note').fill('Checked against the price page');
    await submit(page, 'Approve');
    await gone(page);
    await page.getByText('Checked against the price page').waitFor();
    await page.locator('tr', { hasText: '99.0.0' }).getByText('In force').waitFor();
  });

  it('take exchange rates one by one and from CSV', async () => {
    const { page } = opened;
    await page.goto('/prices?section=rates');
    await page.getByRole('button', { name: 'Add rate' }).click();
    await dialog(page).getByLabel('Rate').fill('0');
    await page.getByLabel('Source').fill('treasury');
    await submit(page, 'Add rate');
    await dialog(page).getByText('A number greater than 0.').waitFor();
    await dialog(page).getByLabel('Rate').fill('1.0834');
    await submit(page, 'Add rate');
    await gone(page);
    await page.getByText('1 EUR = 1.0834 USD').waitFor();

    await page.getByRole('button', { name: 'Import CSV' }).click();
    await page.getByLabel('or paste it').fill('Date,USD,GBP\n2026-11-02,1.09,0.85\nno day,1,1');
    await dialog(page).getByText('Line 3: no date but “no day”').first().waitFor();
    await page.getByLabel('or paste it').fill('Date,USD,GBP\n2026-11-02,1.09,0.85\n2026-11-01,1.08,N/A');
    await submit(page, 'Import 3 rates');
    await gone(page);
    await page.getByLabel('Pair').click();
    await page.getByRole('option', { name: 'EUR/USD' }).click();
    await page.locator('canvas').waitFor();
    expect(page.url()).toContain('search=EUR/USD');
  });

  it('write down a commitment in words, see it burn, book it and end it', async () => {
    const { page } = opened;
    await page.goto('/commitments');
    await page.getByRole('button', { name: 'New agreement' }).click();
    await dialog(page).getByLabel('Id', { exact: true }).fill('openai-2026');
    await dialog(page).getByLabel('Name').fill('OpenAI 2026');
    await dialog(page).getByLabel('Provider').fill('openai');
    await dialog(page).getByLabel('Units').fill('nonsense');
    await dialog(page)
      .getByLabel('First day')
      .fill(dayOf(Date.now() - 3 * DAY));
    await dialog(page).getByLabel('Amount').fill('100');
    await dialog(page).getByLabel('Percent off use').fill('10');
    await dialog(page).getByLabel('Source').fill('contract 4711');
    await dialog(page).getByText('At least $100.00 a month, whether used or not.').waitFor();
    await submit(page, 'Create agreement');
    await dialog(page).getByText('which is not a unit').first().waitFor();
    await dialog(page).getByLabel('Units').fill('');
    await submit(page, 'Create agreement');
    await gone(page);

    await page.getByRole('link', { name: 'OpenAI 2026' }).click();
    await page.getByRole('heading', { name: 'Shortfall expected' }).waitFor();
    await page.locator('canvas').waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('table', { hasText: 'Remaining' }).waitFor();
    await page.getByRole('button', { name: 'How Used is computed' }).click();
    await page.getByText('docs/formulas.md#commitment').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Book .* now$/ }).click();
    await page.locator('tr', { hasText: 'Booked' }).first().waitFor();
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await submit(page, 'End it');
    await gone(page);
    await page.locator('header').getByText('Over').waitFor();
    await page.goto('/commitments?state=holds');
    await page.getByText('No agreement is like that').waitFor();
  });

  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    it(`are accessible, ${theme} at ${width} pixels`, async () => {
      const { context, page, complaints } = await signedIn(theme, width);
      for (const [name, path] of Object.entries(PAGES)) {
        await page.goto(path);
        await page.locator('h1').waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'detached' });
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
});

const PAGES = {
  coverage: '/prices',
  lists: '/prices?section=lists',
  own: '/prices?section=own',
  rates: '/prices?section=rates',
  rerate: '/prices?section=rerate',
  price: '/prices/openai/gpt-4o',
  commitments: '/commitments',
  commitment: '/commitments/openai-2026',
};
const DIALOGS = {
  propose: ['/prices?section=lists', 'Propose a list'],
  override: ['/prices?section=own', 'Add own price'],
  rate: ['/prices?section=rates', 'Add rate'],
  import: ['/prices?section=rates', 'Import CSV'],
  agreement: ['/commitments', 'New agreement'],
} as const;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined || SHOTS === '') return;
  mkdirSync(SHOTS, { recursive: true });
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: !name.startsWith('dialog') });
}
