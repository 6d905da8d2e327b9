import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Decimal } from '@weir/core/money';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage, type Theme } from './support/chromium.ts';
import { EXAMPLES } from './support/gateway.ts';
import { cannotBrowse } from './support/skip.ts';
import { type Stack, startStack } from './support/stack.ts';

const PAGES = {
  overview: '/',
  'for product': '/?role=product',
  'for executives': '/?role=executive',
  outcomes: '/outcomes',
  value: '/value',
  'full cost': '/full-cost',
  'cost items': '/full-cost?section=items',
  'sharing rules': '/full-cost?section=rules',
  'a month to book': '/full-cost?section=run',
  'explained shares': '/full-cost?section=explained&workload=support-bot',
  'rates of outcomes': '/outcomes?section=rates',
  'rules on traffic': '/outcomes?section=rules',
  'quality scores': '/outcomes?section=quality',
  'ways to tell outcomes': '/outcomes?section=tell',
  attribution: '/attribution',
  'rules of attribution': '/attribution?section=rules',
  'allowed values': '/attribution?section=tags',
  'virtual tags': '/attribution?section=virtual',
  gates: '/gates',
  'all gates': '/gates?show=all',
  'gate of a workload': '/gates/support-bot',
  scorecards: '/scorecards',
  explorer: '/explorer?by=workload&by=model&range=30d',
  'explorer, lines': '/explorer?by=team&range=24h&chart=line&measure=calls&filter=environment=production',
  caching: '/caching',
  calls: '/calls',
  'no calls': '/calls?filter=workload=nothing',
  'an escalated call': `/calls/${EXAMPLES.escalated}`,
  'a cached call': `/calls/${EXAMPLES.cached}`,
  'the live tail': '/live',
  playground: '/playground?workload=support-bot',
  models: '/models?available=true',
  'no models': '/models?search=nothing-like-it',
  model: '/models/openai/o3',
  providers: '/providers',
  routes: '/routing',
  'data classes': '/routing?section=data-classes',
  simulator: '/routing?section=simulate&workload=support-bot&model=fast&needs=tools',
  'simulator, nothing asked': '/routing?section=simulate',
  workloads: '/workloads',
  workload: '/workloads/support-bot',
  'unit costs of a workload': '/workloads/support-bot?section=economics',
  'full cost of a workload': '/workloads/support-bot?section=cost',
  'value of a workload': '/workloads/support-bot?section=value',
  'usage of a workload': '/workloads/claims-triage?section=usage',
  'controls of a workload': '/workloads/support-bot?section=controls',
  'changes of a workload': '/workloads/support-bot?section=changes',
  'profile of a workload': '/workloads/support-bot?section=profile',
  keys: '/keys?state=all',
  organization: '/organization',
  'cost centers': '/organization?section=cost-centers',
  teams: '/organization?section=teams',
  applications: '/organization?section=applications',
  people: '/organization?section=people',
  environments: '/organization?section=environments',
  findings: '/findings',
  audit: '/audit',
  'no such page': '/nowhere',
};

let stack: Stack;
let browser: Browser;

async function signedIn(theme: Theme = 'light', width = 1280): Promise<Opened> {
  const opened = await openPage(browser, { url: stack.url, theme, width });
  await opened.page.goto(`/?code=${stack.code()}`);
  await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  return opened;
}

/** Nothing is loading any more, and stays so: no placeholder is left, no table is dimmed until its next rows come. */
async function settled(page: Page): Promise<void> {
  const loading = page.locator('.skeleton, table.opacity-60');
  await page.locator('h1').waitFor();
  do {
    await loading.first().waitFor({ state: 'detached' });
    await page.waitForTimeout(100);
  } while ((await loading.count()) > 0);
}

describe.skipIf(cannotBrowse)('the screens of the console', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ days: 35 }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  /** Each page in both themes and at both widths, but not in all four pairs of these: that would take minutes more. */
  const pagesFor = (theme: 'light' | 'dark', width: number) =>
    Object.entries(PAGES).filter((_, i) => (i % 2 === 0) === ((theme === 'light') === (width === 1280)));

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      it(`are accessible and free of errors, ${theme} at ${width} pixels`, async () => {
        const { context, page, complaints } = await signedIn(theme, width);
        for (const [name, path] of pagesFor(theme, width)) {
          await page.goto(path);
          await settled(page);
          expect(await axeFaults(page), `${name} (${path})`).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
        }
        await page.goto('/calls');
        await page.locator('tbody a').first().click();
        await page.getByRole('heading', { name: 'Charges' }).waitFor();
        expect(await axeFaults(page), 'one call').toEqual([]);
        expect(complaints).toEqual([]);
        await context.close();
      });
    }
  }

  it('start small: the chart library comes later', async () => {
    const { context, page } = await openPage(browser, { url: stack.url });
    const sizes: Promise<[string, number]>[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.endsWith('.js')) return;
      sizes.push(response.body().then((body) => [pathname, gzipSync(body).length]));
    });
    await page.goto(`/?code=${stack.code()}`);
    await page.locator('canvas').waitFor();
    const scripts = await Promise.all(sizes);
    const isChart = ([path]: [string, number]) => path.includes('TimeChart');
    const initial = scripts.filter((script) => !isChart(script)).reduce((sum, [, size]) => sum + size, 0);
    console.log(`initial JavaScript of the overview: ${(initial / 1000).toFixed(1)} KB gzip`);
    expect(scripts.some(isChart)).toBe(true);
    expect(initial).toBeLessThan(200_000);
    await context.close();
  });

  it('have accessible dialogs', async () => {
    const { context, page, complaints } = await signedIn();
    const check = async (what: string) => {
      await page.locator('[role=dialog]').first().waitFor();
      expect(await axeFaults(page), what).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('[role=dialog]').waitFor({ state: 'detached' });
    };
    await page.getByRole('button', { name: 'How Attributed is computed' }).click();
    await check('explanation of a figure');
    await page.keyboard.press('Control+k');
    await check('palette');
    await page.keyboard.press('?');
    await check('shortcuts');
    await page.goto('/explorer');
    await settled(page);
    await page.getByRole('button', { name: /^Time range/ }).click();
    await check('time range');
    await page.keyboard.press('f');
    await check('filter');
    await page.goto('/workloads');
    await page.getByRole('button', { name: 'New workload' }).click();
    await check('new workload');
    await page.goto('/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await check('new key');
    await page.goto('/organization?section=teams');
    await page.getByRole('button', { name: 'New team' }).click();
    await check('new team');
    await page.getByRole('button', { name: 'Change customer-care' }).click();
    await check('change a team');
    await page.goto('/organization?section=environments');
    await page.getByRole('button', { name: 'Change production' }).click();
    await check('change an environment');
    for (const what of ['routing', 'caching', 'data']) {
      await page.goto('/workloads/support-bot?section=controls');
      await page.getByRole('button', { name: `Change ${what}` }).click();
      await check(`change ${what}`);
    }
    await page.goto('/routing');
    await page.getByRole('button', { name: 'New route' }).click();
    await check('new route');
    await page.goto('/routing?section=data-classes');
    await page.getByRole('button', { name: 'Change personal' }).click();
    await check('change a data class');
    await page.goto('/providers');
    await page.getByRole('button', { name: 'Health of openai by model and gateway' }).click();
    await check('health of a provider');
    await page.goto('/caching');
    await page.getByRole('button', { name: 'How Prompt hit rate is computed' }).click();
    await check('explanation of a caching figure');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('sign in by a link once, and by nothing else', async () => {
    const { context, page } = await openPage(browser, { url: stack.url });
    await page.goto('/workloads');
    await page.getByLabel('Admin token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The token or code is not valid').waitFor();
    await page.getByLabel('Admin token').fill(stack.adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Workloads' }).waitFor();
    await context.clearCookies();

    const code = stack.code();
    await page.goto(`/explorer?by=team&code=${code}`);
    await page.getByRole('heading', { name: 'Explorer' }).waitFor();
    expect(new URL(page.url()).search).toBe('?by=team');
    await context.clearCookies();
    await page.goto(`/?code=${code}`);
    await page.getByText('That link was already used').waitFor();
    await context.close();
  });

  it('explore: group, filter, share by address, and download what the table shows', async () => {
    const { context, page, complaints } = await signedIn();
    await page.goto('/explorer?range=30d');
    await settled(page);
    await page.getByRole('combobox', { name: 'then' }).click();
    await page.getByRole('option', { name: 'Model', exact: true }).click();
    await page.waitForURL(/by=workload&by=model/);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByPlaceholder('Type or pick a value').fill('support');
    await page.getByRole('option', { name: 'support-bot' }).click();
    await page.waitForURL(/filter=workload=support-bot/);
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('tbody tr')];
      return rows.length > 1 && rows.every((row) => row.textContent?.includes('support-bot'));
    });

    const rows = await tableRows(page);
    expect(rows.every(({ names }) => names.startsWith('support-bot'))).toBe(true);
    const total = (await page.locator('tfoot td [title]').first().getAttribute('title')) ?? '';
    const sum = rows.reduce((all, { cost }) => all.add(Decimal.from(cost)), Decimal.ZERO);
    expect(sum.toString()).toBe(total.replaceAll(/[, A-Z]/g, ''));

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the table as CSV' }).click();
    const file = await (await download).path();
    const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\r\n');
    const cost = header.split(',').indexOf('cost');
    expect(
      lines.map((line) => line.split(',')).map((cells) => [cells.slice(0, 2).join(' '), plain(cells[cost])]),
    ).toEqual(rows.map((row) => [row.names.replace('(none)', ''), row.cost]));

    const shared = await context.newPage();
    await shared.goto(page.url());
    await settled(shared);
    expect(await tableRows(shared)).toEqual(rows);
    await shared
      .getByRole('link', { name: /^Show the calls of support-bot/ })
      .first()
      .click();
    await shared.getByRole('heading', { name: 'Calls' }).waitFor();
    await settled(shared);
    expect(new URL(shared.url()).searchParams.getAll('filter')).toContain('workload=support-bot');
    expect(await shared.locator('tbody tr').count()).toBeGreaterThan(10);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('can be used by keyboard alone', async () => {
    const { context, page } = await signedIn();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Page, workload, key or call id').waitFor();
    await page.keyboard.type('claims');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Claims triage agent' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { name: 'Explorer' }).waitFor();
    await settled(page);
    await page.getByRole('combobox', { name: 'Measure' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Errors' }).waitFor();
    await page.keyboard.type('Err');
    await page.keyboard.press('Enter');
    await page.waitForURL(/measure=errors/);
    await context.close();
  });

  it('order themselves by role, and carry period and owner from page to page', async () => {
    const { context, page, complaints } = await signedIn();
    await page.goto('/explorer?range=90d&filter=workload=support-bot&filter=model=gpt-4o');
    await settled(page);
    await page.keyboard.press('g');
    await page.keyboard.press('Shift+V');
    await page.waitForURL(/\/value\?range=90d&filter=workload=support-bot$/);
    await page.getByRole('combobox', { name: 'View for' }).selectOption('product');
    await page.waitForURL(/role=product/);
    await page.getByRole('link', { name: 'Scorecards' }).waitFor();
    expect(await page.getByRole('link', { name: 'Routing' }).count()).toBe(0);

    const shared = await openPage(browser, { url: stack.url });
    await shared.page.goto(`/?code=${stack.code()}&role=executive`);
    await shared.page.getByRole('heading', { name: 'Decisions due' }).waitFor();
    await shared.page.goto('/calls');
    await shared.page.getByRole('link', { name: 'Routing' }).waitFor();
    await shared.context.close();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('keep notes on charts', async () => {
    const { context, page, complaints } = await signedIn();
    await page.goto('/explorer?range=30d');
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByLabel('Note', { exact: true }).fill('Campaign began');
    expect(await axeFaults(page), 'a note').toEqual([]);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('list', { name: 'Notes' }).getByText('Campaign began').waitFor();
    await page.getByRole('button', { name: 'Remove note: Campaign began' }).click();
    await page.getByText('Campaign began').first().waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('follow the ledger without a reload, unless asked not to', async () => {
    const { context, page } = await signedIn();
    await page.goto('/calls?range=today');
    await settled(page);
    await page.getByText('Live', { exact: false }).first().waitFor();
    const first = page.locator('tbody a').first();
    const newest = await landedCall('01a0ffff-0000-7000-8000-00000000000a');
    const began = performance.now();
    await page.locator(`tbody a[href="/calls/${newest}"]`).waitFor({ timeout: 2_000 });
    expect(performance.now() - began).toBeLessThan(2_000);
    await page.getByRole('button', { name: 'Following' }).click();
    const held = await first.getAttribute('href');
    await landedCall('01a0ffff-0000-7000-8000-00000000000b');
    await page.waitForTimeout(1_500);
    expect(await first.getAttribute('href')).toBe(held);
    await page.getByRole('button', { name: 'Follow' }).click();
    await page.locator('tbody a[href$="00000000000b"]').waitFor({ timeout: 2_000 });
    await context.close();
  });
});

const plain = (amount = '') => Decimal.from(amount).toString();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

/** Group names and exact cost of each row, in the order shown. */
async function tableRows(page: Page): Promise<{ names: string; cost: string }[]> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  return page.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      names: [...row.querySelectorAll('td button')].map((cell) => cell.textContent).join(' '),
      cost: (row.querySelector('td span.tabular[title]')?.getAttribute('title') ?? '').replaceAll(
        /[, A-Z]/g,
        '',
      ),
    })),
  );
}

/** A copy of a call of the history, landed now under another id. */
async function landedCall(callId: string): Promise<string> {
  const headers = { authorization: `Bearer ${stack.adminToken}` };
  const list = await fetch(`${stack.url}/api/v1/calls?limit=1&filter=status=ok`, { headers });
  const { data } = (await list.json()) as { data: { call_id: string }[] };
  const one = await fetch(`${stack.url}/api/v1/calls/${data[0]?.call_id}`, { headers });
  const now = new Date().toISOString();
  await stack.land({
    ...((await one.json()) as Parameters<Stack['land']>[0]),
    call_id: callId,
    started_at: now,
    ended_at: now,
  });
  return callId;
}
