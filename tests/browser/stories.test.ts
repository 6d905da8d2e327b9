import { readFileSync } from 'node:fs';
import type {
  AllocationExplanation,
  AllocationRun,
  CallFact,
  CallSummary,
  FullCostReport,
  GateSummary,
  TaskView,
  TimelineEvent,
  UnitReport,
  ViabilityMap,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { XMLParser } from 'fast-xml-parser';
import { unzipSync } from 'fflate';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMoney } from '../../packages/console/src/format/money.ts';
import { formatCount } from '../../packages/console/src/format/number.ts';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';
import { type Stack, startStack } from './support/stack.ts';

/**
 * Four people with one question each, from their first page to the answer, by what they see and press. Figures on screen
 * are compared with what the API answers to the same question.
 */
const ZONE = 'Europe/Berlin';
const GPU = { item: 'gpu-lease', rule: 'gpu-lease-by-tokens', amount: '1200' };

let stack: Stack;
let browser: Browser;

async function api<T>(path: string, init: { method?: string; body?: object } = {}): Promise<T> {
  const answer = await fetch(new URL(path, `${stack.url}/api/v1/`), {
    method: init.method ?? 'GET',
    headers: { authorization: `Bearer ${stack.adminToken}`, 'content-type': 'application/json' },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  expect(answer.status, path).toBeLessThan(300);
  return (await answer.json()) as T;
}

/** The question that the page itself asks by doing `act`, asked once more beside it. */
async function askedBy<T>(page: Page, path: string, act: () => Promise<unknown>): Promise<T> {
  const [response] = await Promise.all([
    page.waitForResponse((one) => new URL(one.url()).pathname === `/api/v1${path}` && one.ok()),
    act(),
  ]);
  return api<T>(response.url());
}

async function firstPageOf(role: string): Promise<Opened> {
  const opened = await openPage(browser, { url: stack.url });
  await opened.page.goto(`/?code=${stack.code()}`);
  await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  await opened.page.getByRole('combobox', { name: 'View for' }).selectOption(role);
  await settled(opened.page);
  return opened;
}

async function settled(page: Page): Promise<void> {
  const loading = page.locator('.skeleton, table.opacity-60');
  await page.locator('h1').waitFor();
  do {
    await loading.first().waitFor({ state: 'detached' });
    await page.waitForTimeout(100);
  } while ((await loading.count()) > 0);
}

async function done({ context, page, complaints }: Opened): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
  // no books are open in this stack, and budgets are told by no gateway: what asks for them says so in place
  expect(complaints.filter((text) => !text.includes('status of 503'))).toEqual([]);
  await context.close();
}

const main = (page: Page) => page.getByRole('main');
const panel = (page: Page, title: string) =>
  main(page)
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .last();
const money = (amount: string, currency = 'USD') => formatMoney(amount, currency).text;
const plain = (amount: string) => Decimal.from(amount).toString();
const sum = (amounts: readonly string[]) =>
  amounts.reduce((all, amount) => all.add(Decimal.from(amount)), Decimal.ZERO).toString();
const isLess = (a: string, b: string) => Decimal.from(a).compare(Decimal.from(b)) < 0;

/** The amounts behind what is shown, every decimal, as hovering tells them. */
async function exactAmounts(where: Locator): Promise<string[]> {
  const titles = await where
    .locator('.tabular[title]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('title')));
  return titles.map((title) => plain((title ?? '').replaceAll(/[, A-Z]/g, '').replace('−', '-')));
}

async function choose(
  where: Page | Locator,
  page: Page,
  label: string,
  option: string | RegExp,
): Promise<void> {
  await where.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** The month that has most of the demo's days; on the first days of a month that is the one before. */
function monthToBook(): { month: string; name: string; preset: string } {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date());
  const [year = 0, number = 0, day = 0] = today.split('-').map(Number);
  const first = new Date(Date.UTC(year, number - (day > 10 ? 1 : 2), 1));
  return {
    month: first.toISOString().slice(0, 7),
    name: new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(first),
    preset: day > 10 ? 'This month' : 'Last month',
  };
}

describe.skipIf(cannotBrowse)('four people find what they came for', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ days: 35, timeZone: ZONE }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it('an engineer: why a call cost what it cost, and where a task spent its money', async () => {
    const opened = await firstPageOf('engineer');
    const { page } = opened;
    const dearest = panel(page, 'Dearest of the newest 200 calls').getByRole('listitem').first();
    const link = dearest.getByRole('link');
    const id = ((await link.getAttribute('href')) ?? '').split('/').at(-1) ?? '';
    const newest = (await api<{ data: CallSummary[] }>('calls?limit=200')).data;
    const most = newest.map(({ cost }) => cost).sort((a, b) => (isLess(a, b) ? 1 : -1))[0] ?? '';
    expect(await exactAmounts(dearest)).toEqual([plain(most)]);

    await link.click();
    const charges = page.getByRole('table', { name: 'Charges' });
    await charges.waitFor();
    const call = await api<CallFact>(`calls/${id}`);
    expect(plain(call.cost)).toBe(plain(most));
    const rows = charges.locator('tbody tr');
    expect(await rows.count()).toBe(call.charges.length);
    for (const [at, charge] of call.charges.entries()) {
      const price = Decimal.from(charge.quantity).multiply(Decimal.from(charge.contracted_unit_price));
      const worked = price.divide(BigInt(charge.per), 12).toString();
      expect(await exactAmounts(rows.nth(at)), 'quantity x price / per').toEqual([worked]);
      const shown = await rows.nth(at).innerText();
      expect(shown).toContain(formatCount(Number(charge.quantity)));
      expect(shown).toContain(money(charge.contracted_unit_price));
      expect(shown, 'the reference of the price').toMatch(/list|fallback/);
    }
    expect(await exactAmounts(charges.locator('tfoot'))).toEqual([
      sum(call.charges.map((one) => one.effective_cost)),
    ]);

    await page.getByRole('button', { name: 'How amounts are computed' }).click();
    const popup = page.getByRole('dialog', { name: 'Amount of a charge' });
    const [first] = call.charges;
    await popup
      .getByText(`${formatCount(Number(first?.quantity))} × ${money(first?.contracted_unit_price ?? '')}`)
      .waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await rows.first().getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: call.model }).waitFor();
    await settled(page);
    expect(await main(page).innerText()).toContain(money(first?.contracted_unit_price ?? ''));

    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await choose(page, page, 'Workload', /^(claims-triage|Claims triage agent)$/);
    await page.waitForURL(/workload=claims-triage/);
    await settled(page);
    const { data } = await api<{ data: TaskView[] }>('tasks?workload=claims-triage&limit=50');
    const longest = [...data].sort((a, b) => b.steps - a.steps)[0];
    await page.getByRole('link', { name: longest?.task ?? '', exact: true }).click();
    const steps = page.getByRole('list', { name: 'Calls', exact: true }).getByRole('listitem');
    await steps.first().waitFor();
    expect(await steps.count()).toBe(longest?.steps);
    expect(await steps.last().innerText(), 'costs sum up to the task').toContain(money(longest?.cost ?? ''));
    await done(opened);
  });

  it('a product owner: a better prompt made a resolved ticket cheaper', async () => {
    const opened = await firstPageOf('product');
    const { page } = opened;
    const bot = panel(page, 'Support bot');
    await bot.getByText('Cost per ticket resolved').waitFor();
    const report = await askedBy<UnitReport>(page, '/workloads/support-bot/unit-economics', async () => {
      await bot.getByRole('link', { name: 'Open Support bot' }).click();
      await page.getByRole('heading', { level: 1, name: 'Support bot' }).waitFor();
      await page.reload();
    });
    await settled(page);

    const figure = report.figures.cost_per_successful_outcome;
    const perSuccess = page.getByRole('button', { name: /^Per successful outcome: / });
    expect(await perSuccess.innerText()).toBe(money(figure?.value ?? ''));
    await main(page)
      .getByText(/% less than the period before/)
      .waitFor();
    await perSuccess.click();
    const popup = page.getByRole('dialog', { name: 'Per successful outcome' });
    expect(await popup.innerText()).toContain(formatCount(Number(figure?.inputs['successes'])));
    await popup.getByText('loaded cost / successful outcomes').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    const economics = await askedBy<UnitReport>(page, '/workloads/support-bot/unit-economics', () =>
      page.getByRole('link', { name: 'Unit costs' }).click(),
    );
    const parts = page.getByRole('table', { name: /^Parts of the change/ });
    await parts.waitFor();
    const { from = '0', to = '0', parts: causes = [] } = economics.change ?? {};
    expect(isLess(to, from), 'it fell').toBe(true);
    await main(page)
      .getByText(`From ${money(from)} in the period before, as long, to ${money(to)}.`)
      .waitFor();
    expect((await exactAmounts(parts)).sort()).toEqual(causes.map(({ amount }) => plain(amount)).sort());
    expect(plain(sum([from, ...causes.map(({ amount }) => amount)]))).toBe(plain(to));

    const versions = economics.by.find(({ dimension }) => dimension === 'prompt_version')?.rows ?? [];
    const table = page.getByRole('table', { name: 'Where it differs' });
    const each: string[] = [];
    for (const version of ['v12', 'v13']) {
      const row = versions.find(({ value }) => value === version);
      const amounts = await exactAmounts(table.locator('tbody tr', { hasText: version }));
      expect(amounts.at(-1), version).toBe(plain(row?.cost_per_successful_outcome ?? '0'));
      each.push(amounts.at(-1) ?? '0');
    }
    expect(isLess(each[1] ?? '', each[0] ?? ''), 'v13 is cheaper for each resolved ticket').toBe(true);

    const events = await api<{ data: TimelineEvent[] }>('workloads/support-bot/timeline?limit=200');
    const began = events.data.find(({ kind, title }) => kind === 'prompt_version' && title.endsWith('v13'));
    await panel(page, 'Over time').getByRole('button', { name: 'Table' }).click();
    const trend = page.getByRole('table', { name: 'Over time' });
    const after = economics.trend.find(({ bucket }) => bucket > (began?.at ?? ''));
    const before = economics.trend.filter(({ bucket }) => bucket < (began?.at ?? '')).at(-2);
    const shown = await exactAmounts(trend);
    for (const point of [before, after])
      expect(shown).toContain(plain(point?.cost_per_successful_outcome ?? '0'));
    const perSuccessOf = (points: UnitReport['trend']) => {
      const successes = points.reduce((all, point) => all + point.successes, 0);
      const cost = Decimal.from(sum(points.map((point) => point.loaded_cost)));
      return cost.divide(BigInt(successes), 12).toString();
    };
    const turn = after === undefined ? -1 : economics.trend.indexOf(after);
    expect(
      isLess(
        perSuccessOf(economics.trend.slice(turn, turn + 7)),
        perSuccessOf(economics.trend.slice(turn - 8, turn - 1)),
      ),
    ).toBe(true);

    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await choose(page, page, 'Kind', 'Prompt version');
    await main(page).getByText('First call with prompt version v13').waitFor();
    await done(opened);
  });

  it('finance: a shared GPU bill is shared out, booked, explained, and leaves as a statement', async () => {
    const opened = await firstPageOf('finance');
    const { page } = opened;
    const { month, name, preset } = monthToBook();
    await panel(page, 'Who bears it').getByRole('link', { name: 'Full cost' }).click();
    const parts = page.getByRole('navigation', { name: 'Parts of full cost' });
    await parts.getByRole('link', { name: 'Sharing rules' }).click();
    await page.getByRole('button', { name: 'New rule' }).click();
    const rule = page.getByRole('dialog', { name: 'New sharing rule' });
    await rule.getByLabel('Id', { exact: true }).fill(GPU.rule);
    await rule
      .getByLabel('Who takes part')
      .fill('workload=support-bot, workload=claims-triage, workload=document-search');
    await choose(rule, page, 'Level of step 1', 'teams');
    await rule.getByRole('button', { name: 'Add a step' }).click();
    await rule
      .getByText(/The cost is split among teams by tokens; then each part among its workloads by calls\./)
      .waitFor();
    await rule.getByRole('button', { name: 'Create rule' }).click();
    await page.getByRole('button', { name: `Change ${GPU.rule}` }).waitFor();

    await parts.getByRole('link', { name: 'Cost items' }).click();
    await page.getByRole('button', { name: 'New cost item' }).click();
    const item = page.getByRole('dialog', { name: 'New cost item' });
    await item.getByLabel('Id', { exact: true }).fill(GPU.item);
    await item.getByLabel('Amount', { exact: true }).fill(GPU.amount);
    await choose(item, page, 'Sharing rule', GPU.rule);
    await item.getByLabel('From', { exact: true }).fill(`${month}-01`);
    await item.getByLabel('Where the figure is written').fill('Lease 4711, invoice of the month');
    await item.getByLabel('For the sandbox only').check();
    expect(await axeFaults(page), 'a cost item').toEqual([]);
    await item.getByRole('button', { name: 'Create cost item' }).click();
    await page.getByRole('button', { name: `Change ${GPU.item}` }).waitFor();

    await parts.getByRole('link', { name: 'Booking a month' }).click();
    await choose(page, page, 'Month', name);
    const dry = await api<AllocationRun>(`allocations/${month}`, { method: 'POST', body: { dry_run: true } });
    const would = dry.items.find((one) => one.item === GPU.item);
    const row = page.getByRole('row', { name: new RegExp(`^${GPU.item}`) });
    await row.waitFor();
    const bill = plain(would?.amount ?? '0');
    expect(await exactAmounts(row), 'dry run').toEqual([bill, bill, '0', bill]);
    await page.getByRole('button', { name: 'Book it now' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Book it now' }).click();
    await main(page).getByText('All is booked: a run would change nothing.').waitFor();

    await row.getByRole('link', { name: GPU.item }).click();
    await page.getByRole('heading', { name: `3 shares, ${money(bill)} in all` }).waitFor();
    const { data: shares } = await api<{ data: AllocationExplanation[] }>(
      `allocations/${month}/explain?item=${GPU.item}`,
    );
    expect(plain(sum(shares.map(({ amount }) => amount))), 'shares sum to the bill').toBe(bill);
    for (const { workload, amount, steps } of shares) {
      const share = page
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name: `${GPU.item} for ${workload}` }) });
      expect((await exactAmounts(share)).at(0), workload).toBe(plain(amount));
      const told = share.getByRole('list', { name: `Steps of ${GPU.item}` }).getByRole('paragraph');
      expect(await told.allInnerTexts()).toEqual(steps.map(({ text }) => text));
      expect(steps.map(({ by }) => by)).toEqual(['tokens', 'calls']);
    }

    await parts.getByRole('link', { name: 'Cost stack' }).click();
    await page.getByRole('button', { name: /^Time range/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: preset }).click();
    const stated = await askedBy<FullCostReport>(page, '/full-cost', () => page.reload());
    await settled(page);
    const loaded = plain(stated.total.loaded_cost);
    expect(await exactAmounts(panel(page, 'Loaded cost'))).toContain(loaded);
    const csv = await downloaded(page, page.getByRole('button', { name: 'Download as CSV' }));
    expect(sum(column(csvRows(csv.toString('utf8')), 'loaded_cost').slice(0, -1)), 'CSV').toBe(loaded);
    const xlsx = await downloaded(page, page.getByRole('link', { name: 'Statement as XLSX' }));
    expect(sum(column(xlsxRows(xlsx), 'loaded_cost')), 'XLSX').toBe(loaded);
    await done(opened);
  });

  it('an executive: what does not pay, and the decision that is due', async () => {
    const opened = await firstPageOf('executive');
    const { page } = opened;
    const gates = (await api<{ data: GateSummary[] }>('gates')).data;
    const gate = gates.find(({ workload }) => workload === 'sales-drafts');
    const lacks = (gate?.of ?? 0) - (gate?.met ?? 0);
    await panel(page, 'Decisions due')
      .getByText(`Sales e-mail drafts lacks ${lacks} points for production.`)
      .waitFor();

    const map = await askedBy<ViabilityMap>(page, '/viability', async () => {
      await main(page).getByRole('link', { name: 'Viability map' }).click();
      await page.getByRole('heading', { level: 1, name: 'Value' }).waitFor();
      await page.reload();
    });
    await settled(page);
    const bubbles = page
      .getByRole('group', { name: /^Cost of a success against its value/ })
      .getByRole('link');
    expect(await bubbles.count()).toBe(map.workloads.length);
    const stop = map.workloads.find(({ verdict }) => verdict === 'stop');
    expect(stop?.workload).toBe('sales-drafts');
    const [cost, worth] = [stop?.cost_per_successful_outcome ?? '', stop?.value_per_outcome ?? ''];
    expect(isLess(worth, cost), 'worth less than it costs').toBe(true);
    const bubble = bubbles.filter({ hasText: stop?.name ?? '' });
    expect(await bubble.getAttribute('aria-label')).toBe(
      `${stop?.name}: Stop. A success costs ${money(cost)} and is worth ${money(worth)}; ${money(stop?.loaded_cost ?? '')} in all.`,
    );
    expect(await axeFaults(page)).toEqual([]);

    await bubble.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: stop?.name ?? '' }).waitFor();
    const verdict = panel(page, 'Verdict');
    await verdict.getByText('Stop', { exact: true }).waitFor();
    await verdict.getByText(stop?.because ?? '').waitFor();
    await verdict.getByRole('list', { name: 'Rules' }).getByText('Viable at higher volume').waitFor();

    await page.goto('/');
    await panel(page, 'Decisions due')
      .getByRole('link', { name: /^Sales e-mail drafts lacks/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Gate of Sales e-mail drafts' }).waitFor();
    await page.getByRole('heading', { name: `${lacks} points are open` }).waitFor();
    await main(page).getByText('Technical owner').first().waitFor();
    await done(opened);
  });
});

async function downloaded(page: Page, button: Locator): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFileSync(await download.path());
}

const csvRows = (text: string) =>
  text
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));

/** Cells of the first sheet. */
function xlsxRows(workbook: Buffer): string[][] {
  const files = unzipSync(workbook);
  const path = Object.keys(files).find((name) => name.startsWith('xl/worksheets/')) ?? '';
  const isArray = (name: string) => name === 'row' || name === 'c';
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, isArray });
  const { worksheet } = parser.parse(Buffer.from(files[path] ?? '').toString());
  const rows: { c: ({ v?: string; is?: { t: { '#text'?: string } } } | '')[] }[] = worksheet.sheetData.row;
  return rows.map(({ c }) => c.map((cell) => (cell === '' ? '' : (cell.v ?? cell.is?.t['#text'] ?? ''))));
}

function column([head = [], ...rows]: string[][], name: string): string[] {
  const at = head.indexOf(name);
  expect(at, name).toBeGreaterThanOrEqual(0);
  return rows.map((cells) => cells[at] ?? '');
}
