import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './support/axe.ts';
import { launch, openPage } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';
import { type Stack, startStack } from './support/stack.ts';

let stack: Stack;
let browser: Browser;
let page: Page;
let complaints: string[];

const dialog = () => page.getByRole('dialog');

/** The month before this one, all of which can be shared out. */
function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

async function choose(label: string, option: string): Promise<void> {
  await dialog().getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe.skipIf(cannotBrowse)('from cost to value, in the console', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ days: 35 }), launch()]);
    ({ page, complaints } = await openPage(browser, { url: stack.url }));
    await page.goto(`/?code=${stack.code()}`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it('shows who decides where each workload stands, why, and leads there by keyboard', async () => {
    await page.goto('/value');
    const map = page.getByRole('group', { name: /^Cost of a success against its value/ });
    const bubbles = map.getByRole('link');
    await bubbles.first().waitFor();
    expect(await bubbles.count()).toBe(6);
    await page.getByRole('button', { name: 'Evidence for the verdict on Support bot' }).click();
    const rules = page.getByRole('list', { name: 'Rules behind the verdict on Support bot' });
    await rules.waitFor();
    expect(await rules.getByRole('listitem').count()).toBe(5);
    expect(await axeFaults(page)).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const file = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(file).toHaveLength(7);

    await map.getByRole('link', { name: /^Support bot: Improve\. A success costs / }).focus();
    await page.getByText('First to see to').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/workloads\/support-bot/);
  });

  it('lets finance enter a shared bill, share it out, and check every share', async () => {
    const month = lastMonth();
    await page.goto('/full-cost?section=items');
    await page.getByRole('button', { name: 'New cost item' }).click();
    await dialog().getByLabel('Id').fill('gpu-rack');
    await dialog().getByRole('textbox', { name: 'Amount' }).fill('900');
    await dialog().getByText('$900.00 a month: $900.00 in').waitFor();
    await choose('Sharing rule', 'GPU node: teams by tokens, then their workloads by calls');
    await dialog().getByLabel('From').fill(`${month}-01`);
    await dialog().getByLabel('Where the figure is written').fill('Lease 4711');
    await dialog().getByText('For the sandbox only').click();
    await dialog().getByRole('button', { name: 'Create cost item' }).click();
    await page.locator('tbody tr', { hasText: 'gpu-rack' }).waitFor();

    await page.goto(`/full-cost?section=run&month=${month}`);
    const run = page.locator('tbody tr', { hasText: 'gpu-rack' });
    await run.waitFor();
    expect(await run.textContent()).toContain('$900.00');
    await page.getByRole('button', { name: 'Book it now' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Book it now' }).click();
    await page.getByText('All is booked: a run would change nothing.').waitFor();

    await run.getByRole('link', { name: 'gpu-rack' }).click();
    await page.getByText('3 shares, $900.00 in all').waitFor();
    expect(await page.getByRole('list', { name: 'Steps of gpu-rack' }).first().textContent()).toMatch(
      /900 x [\d,]+ \/ [\d,]+ tokens for team/,
    );
    await page.getByRole('link', { name: 'Entries in the ledger: gpu-rack for support-bot' }).click();
    await page.waitForURL(/entry=allocation/);
    await page.locator('tbody tr').first().waitFor();
  });

  it('says what a rule does before it is made', async () => {
    await page.goto('/full-cost?section=rules');
    await page.getByRole('button', { name: 'New rule' }).click();
    await dialog().getByText('The cost is split among workloads by tokens.').waitFor();
    await page.keyboard.press('Escape');

    await page.goto('/outcomes?section=rules');
    await page.getByRole('button', { name: 'New rule' }).click();
    await dialog().getByLabel('Id').fill('resolved');
    await choose('Workload', 'Support bot');
    await dialog().getByLabel('Its last call called the tool').fill('close_ticket');
    await dialog().getByLabel('Then it is the outcome').fill('ticket_resolved');
    await dialog()
      .getByText('and its last call called close_ticket, it is a successful ticket_resolved.')
      .waitFor();
    await dialog().getByRole('button', { name: 'Create rule' }).click();
    await page.getByRole('button', { name: 'Disable resolved' }).click();
    await page.getByRole('button', { name: 'Enable resolved' }).waitFor();
  });

  it('records an outcome, refuses a value without a currency, and takes it back', async () => {
    await page.goto('/outcomes');
    await page.getByRole('button', { name: 'Record an outcome' }).click();
    await dialog().getByLabel('What happened').fill('ticket_resolved');
    await dialog().getByRole('button', { name: 'Record', exact: true }).click();
    await dialog().getByText('Name at least one: workload, task, call or customer.').waitFor();
    await choose('Workload', 'Support bot');
    await dialog()
      .getByRole('textbox', { name: /^Value/ })
      .fill('12.50');
    await dialog().getByLabel('Currency').fill('');
    await dialog().getByLabel('Its id in your system').fill('by-hand-1');
    await dialog().getByRole('button', { name: 'Record', exact: true }).click();
    await dialog().locator('[aria-invalid=true]').waitFor();
    await dialog().getByLabel('Currency').fill('USD');
    await dialog().getByRole('button', { name: 'Record', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });

    await page.goto('/outcomes/by-hand-1');
    await page.getByText('$12.50').first().waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('This outcome was taken back: it counts in no figure.').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(2);
  });

  it('takes the good rows of a file and names the lines of the others', async () => {
    await page.goto('/outcomes');
    await page.getByRole('button', { name: 'Import a file' }).click();
    await dialog()
      .getByLabel('Or its text')
      .fill(
        'id,Done at,outcome,workload\nf-1,2026-01-05,ticket_resolved,support-bot\nf-2,soon,ticket_resolved,support-bot\n',
      );
    await dialog().getByRole('combobox', { name: 'Field of column Done at' }).click();
    await page.getByRole('option', { name: 'at', exact: true }).click();
    await dialog().getByRole('button', { name: 'Import', exact: true }).click();
    const errors = dialog().getByRole('region', { name: 'Rejected rows' });
    await errors.first().waitFor();
    const [row] = await errors.first().locator('tbody tr').allTextContents();
    expect(row).toMatch(/^3/);
    expect(await axeFaults(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click();
    // what was told without a currency was refused
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });
});
