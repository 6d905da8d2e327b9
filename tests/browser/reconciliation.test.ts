import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { axeFaults } from './support/axe.ts';
import { BILL, importCalls, LAST_MONTH, MAPPING, REST_OF_BILL, SOURCE } from './support/books.ts';
import { launch, type Opened, openPage, type Theme } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';

/** Where pictures go, for people who change these screens. */
const SHOTS = process.env['WEIR_SHOTS'];
/** A point of closing is counted anew now and then, and no test machine is quick. */
const SEEN_WITHIN_MS = 10_000;
/** A source that is still waited for. */
const LATE = 'late-bill';
const GAP = `/reconciliation?month=${LAST_MONTH}&provider=openai`;

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
const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

describe.skipIf(cannotBrowse)('sources and reconciliation, against a running Weir', () => {
  beforeAll(async () => {
    [weir, browser] = await Promise.all([startWeir({ config: 'books: { four_eyes: true }\n' }), launch()]);
    await importCalls(weir);
    opened = await signedIn();
  });
  afterAll(async () => {
    await browser?.close();
    await weir?.stop();
  });

  it('teach how to make a source and compare a month while there is none', async () => {
    const { page } = opened;
    await page.goto('/sources');
    await page.getByText('Nothing is told by anybody else yet').waitFor();
    expect(await page.locator('pre').textContent()).toContain('weir source create');
    await page.goto('/reconciliation?month=2020-01');
    await page.getByText('There is nothing to compare in this month').waitFor();
    expect(await page.locator('pre').textContent()).toContain('weir reconcile run');
  });

  it('make a source that asks an API, with a secret that is never shown again', async () => {
    const { page } = opened;
    await page.goto('/sources');
    await page.getByRole('button', { name: 'New source' }).click();
    await dialog(page).getByLabel('Id', { exact: true }).fill('openai-api');
    await page.getByRole('button', { name: 'Create source' }).click();
    await dialog(page).getByText('This is needed.').waitFor();
    await page.getByLabel('Admin key').fill('sk-admin-secret');
    await page.getByRole('button', { name: 'Create source' }).click();
    await gone(page);
    await page.getByRole('link', { name: 'openai-api' }).click();
    await page.getByText('admin_key').waitFor();
    expect(await page.content()).not.toContain('sk-admin-secret');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nothing is told by anybody else yet').waitFor();
  });

  it('suggest a mapping of a file, say what it leaves open, and save it', async () => {
    const { page } = opened;
    await page.goto('/sources?section=mappings');
    await page.getByRole('button', { name: 'New mapping' }).click();
    await page.getByLabel('Id', { exact: true }).fill(MAPPING);
    await page.getByLabel('Sample of the file').setInputFiles(csv('bill.csv', BILL));
    await dialog(page).getByText('No column says who bills').waitFor();
    await page.getByRole('button', { name: 'Add a constant' }).click();
    await page.getByLabel('Constant field 1').fill('provider');
    await page.getByLabel('Constant 1', { exact: true }).fill('openai');
    await page.getByRole('button', { name: 'Look again' }).click();
    await dialog(page).getByRole('cell', { name: 'openai' }).first().waitFor();
    await page.getByRole('button', { name: 'Save mapping' }).click();
    await gone(page);
    await page.getByText('Amount → cost').waitFor();
  });

  it('show what a file would tell before it is imported, and keep what cannot be read', async () => {
    const { page } = opened;
    await page.goto('/sources');
    await page.getByRole('button', { name: 'New source' }).click();
    await page.getByLabel('Kind', { exact: true }).click();
    await page.getByRole('option', { name: /^Any CSV/ }).click();
    await dialog(page).getByLabel('Id', { exact: true }).fill(SOURCE);
    await dialog(page).getByLabel('Mapping', { exact: true }).click();
    await page.getByRole('option', { name: MAPPING }).click();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByLabel('Value of rule 1').fill('proj_labs');
    await page.getByLabel('Tags of rule 1').fill('workload=playground');
    await page.getByRole('button', { name: 'Create source' }).click();
    await gone(page);
    await page.getByRole('link', { name: SOURCE }).click();
    await page.getByLabel('Choose a file').setInputFiles(csv('bill.csv', BILL));
    await page.getByText('7 lines · 1 problems').waitFor();
    await page.getByText(/about a cent/).waitFor();
    expect((await weir.admin.get<{ quarantined: number }>(`/sources/${SOURCE}`)).quarantined).toBe(0);
    await page.getByRole('button', { name: 'Import bill.csv' }).click();
    await page.getByText('7 new, 0 revised, 0 known already').waitFor();
    await page.getByText('1 in quarantine').waitFor();
  });

  it('mend a row in quarantine and take it', async () => {
    const { page } = opened;
    await page.goto('/sources');
    await page.getByRole('link', { name: '1 row' }).click();
    await page.getByRole('button', { name: 'Mend bill.csv, line 9' }).click();
    await page.getByLabel('Amount').fill('nothing');
    await page.getByRole('button', { name: 'Save and replay' }).click();
    await dialog(page)
      .getByText(/"nothing"/)
      .waitFor();
    await page.getByLabel('Amount').fill('0.00125');
    await page.getByRole('button', { name: 'Save and replay' }).click();
    await gone(page);
    await page.getByText('No row waits.').waitFor();
    await page.getByRole('button', { name: 'Replayed' }).click();
    await page.getByText('Amount=0.00125').waitFor();
    expect(page.url()).toContain('rows=replayed');
  });

  it('show the gap, why it is there, and the calls and lines behind it', async () => {
    const { page } = opened;
    await page.goto(`/reconciliation?month=${LAST_MONTH}`);
    await page.getByRole('link', { name: 'openai' }).click();
    await page.getByText('Shadow traffic: billed, but it never passed Weir.').waitFor();
    await page.getByRole('button', { name: 'How Gap % of openai is computed' }).click();
    await page.getByText('= $1.385 − $3.88125').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'How Explained of openai is computed' }).click();
    await page.getByText('explained = (D − U) ÷ D').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Quantity/ }).click();
    await page.getByText('1, largest first').waitFor();
    expect(page.url()).toContain('class=quantity_difference');
    await page.getByRole('button', { name: `${LAST_MONTH}-04` }).click();
    await dialog(page).getByRole('link', { name: SOURCE }).waitFor();
    expect(page.url()).toContain('unit=output_tokens');
    await dialog(page).getByRole('link', { name: 'Open these calls' }).click();
    await page.getByRole('heading', { name: 'Calls', exact: true }).waitFor();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(4);
  });

  it('draw the gap over months, with the same as table and CSV', async () => {
    const { page } = opened;
    await page.goto(GAP);
    await page.locator('canvas').waitFor();
    await page.getByRole('button', { name: 'Percent' }).click();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('table', { name: 'Gap by month and provider' }).getByText('−64.316%').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).last().click();
    expect((await download).suggestedFilename()).toBe('weir-reconciliation.csv');
  });

  it('propose what would close it, and let nobody approve what they proposed', async () => {
    const { page } = opened;
    await page.goto(GAP);
    await page.getByRole('button', { name: 'Run reconciliation' }).click();
    await page.getByText('4 proposals are new').waitFor();
    await page.getByRole('link', { name: 'See proposals' }).click();
    await page.getByRole('button', { name: /^Decide: .*missing in ledger/ }).click();
    await dialog(page).getByRole('cell', { name: 'playground' }).first().waitFor();
    await page.getByRole('button', { name: 'Approve and book' }).click();
    await dialog(page)
      .getByText(/proposed this and may not approve it/)
      .waitFor();
    await page.getByLabel('Who decides').fill('cfo@example.com');
    await page.getByRole('button', { name: 'Approve and book' }).click();
    await gone(page);
    await expect.poll(() => page.getByRole('button', { name: /^Decide: / }).count()).toBe(3);
  });

  it('ignore a difference only with a reason, and reject one', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: /^Decide: .*missing at provider/ }).click();
    await page.getByRole('button', { name: 'Ignore difference' }).click();
    await dialog(page).getByText('Say why the difference is accepted.').waitFor();
    await page.getByLabel('Note').fill('Refunded by voucher 88');
    await page.getByLabel('Who decides').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Ignore difference' }).click();
    await gone(page);
    await page.getByRole('button', { name: /^Decide: .*price difference/ }).click();
    await page.getByRole('button', { name: 'Reject' }).click();
    await gone(page);
    await page.getByLabel('State', { exact: true }).click();
    await page.getByRole('option', { name: 'Rejected' }).click();
    await page.getByText('Refunded by voucher 88').or(page.getByText('price difference')).first().waitFor();
  });

  it('say what stands in the way of closing a month, with links to it', async () => {
    const { page } = opened;
    await page.goto(`/sources/${SOURCE}`);
    await page.getByLabel('Choose a file').setInputFiles(csv('rest.csv', REST_OF_BILL));
    await page.getByRole('button', { name: 'Import rest.csv' }).click();
    await page.getByRole('table', { name: 'Runs, newest first' }).getByText('rest.csv').waitFor();
    await page.goto(`/reconciliation?section=months&month=${LAST_MONTH}`);
    await page.getByText('What stands in the way').waitFor({ timeout: SEEN_WITHIN_MS });
    await page.locator('main li').getByRole('link', { name: 'Proposals' }).click();
    await page.getByRole('heading', { name: 'Reconciliation' }).waitFor();
    expect(page.url()).toContain(`section=proposals&month=${LAST_MONTH}`);
    await weir.admin.post('/sources', {
      id: LATE,
      name: LATE,
      kind: 'generic-file',
      settings: { mapping: MAPPING },
    });
    await page.goto(`/reconciliation?section=months&month=${LAST_MONTH}`);
    await page.getByText(`The source "${LATE}" has told nothing yet`).waitFor();
    // what has told its file of the month is in nobody's way
    expect(await page.locator('main li').getByRole('link', { name: SOURCE }).count()).toBe(0);
    await page.locator('main li').getByRole('link', { name: LATE }).click();
    await page.getByRole('heading', { name: LATE }).waitFor();
  });

  it('review a month and export it', async () => {
    const { page } = opened;
    await page.goto(`/reconciliation?section=months&month=${LAST_MONTH}`);
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByLabel('Your name').fill('ada@example.com');
    await dialog(page).getByRole('button', { name: 'Review' }).click();
    await gone(page);
    await page.getByText(/^Reviewed by ada@example.com/).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'FOCUS 1.2, CSV' }).click();
    expect((await download).suggestedFilename()).toContain('focus-1.2');
  });

  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    it(`are accessible, ${theme} at ${width} pixels`, async () => {
      const { context, page, complaints } = await signedIn(theme, width);
      for (const [name, { path, dialogs }] of Object.entries(PAGES)) {
        await page.goto(path);
        await settled(page);
        expect(await axeFaults(page), `${name} (${path})`).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0);
        await shoot(page, `${name}-${theme}-${width}`);
        for (const button of dialogs) {
          await page.getByRole('button', { name: button }).first().click();
          await dialog(page).waitFor();
          expect(await axeFaults(page), `${name}: ${button}`).toEqual([]);
          await shoot(page, `dialog-${name}-${dialogs.indexOf(button)}-${theme}-${width}`);
          await page.keyboard.press('Escape');
          await gone(page);
        }
      }
      expect(complaints).toEqual([]);
      await context.close();
    });
  }

  it('close a month for ever once it is typed, with a reason for what stays open', async () => {
    const { page } = opened;
    await page.goto(`/reconciliation?section=months&month=${LAST_MONTH}`);
    await page.getByRole('button', { name: 'Close …' }).click();
    await page.getByLabel(`Type ${LAST_MONTH}`).fill('2020-01');
    const close = dialog(page).getByRole('button', { name: 'Close month' });
    await close.click();
    await dialog(page).getByText(`Type ${LAST_MONTH}.`, { exact: true }).waitFor();
    await dialog(page).getByText('Points are open: settle them').waitFor();
    await page.getByLabel('Close although points are open').check();
    await page.getByLabel('Reason', { exact: true }).fill('The last days come in spring');
    await page.getByLabel(`Type ${LAST_MONTH}`).fill(LAST_MONTH);
    await close.click();
    await gone(page);
    await page.getByText('It is closed. What lands for it now is a correction.').waitFor();
    await page.getByRole('heading', { name: 'Corrections' }).waitFor();
    await page.getByRole('button', { name: 'How Cost now is computed' }).click();
    await page.getByText('cost = closed with + corrections').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Verify closed months' }).click();
    await page.getByText('1 closed month is as closed').waitFor();
  });
});

/** Every page of the two areas, and the buttons on it whose dialogs are looked at too. */
const PAGES: Record<string, { path: string; dialogs: readonly (string | RegExp)[] }> = {
  sources: { path: '/sources', dialogs: ['New source'] },
  mappings: { path: '/sources?section=mappings', dialogs: [`Change ${MAPPING}`] },
  source: { path: `/sources/${SOURCE}`, dialogs: ['Change'] },
  gap: { path: `/reconciliation?month=${LAST_MONTH}`, dialogs: [] },
  drill: { path: GAP, dialogs: ['How Gap % of openai is computed', `${LAST_MONTH}-04`] },
  proposals: { path: '/reconciliation?section=proposals&state=all', dialogs: [/^Decide: /] },
  months: { path: `/reconciliation?section=months&month=${LAST_MONTH}`, dialogs: ['Close …'] },
};

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined || SHOTS === '') return;
  mkdirSync(SHOTS, { recursive: true });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: !name.startsWith('dialog') });
}
