import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';
import { type Stack, startStack } from './support/stack.ts';

let stack: Stack;
let browser: Browser;
let opened: Opened;

const dialog = () => opened.page.getByRole('dialog');
const part = (name: string) =>
  opened.page.getByRole('navigation', { name: 'Parts of the workload' }).getByText(name, { exact: true });

describe.skipIf(cannotBrowse)('workloads, from the list to the decision', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ days: 35 }), launch()]);
    opened = await openPage(browser, { url: stack.url });
    await opened.page.goto(`/?code=${stack.code()}`);
    await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it('lists them with cost, value and verdict; sorts, filters, and shares that by address', async () => {
    const { page } = opened;
    await page.goto('/workloads');
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.filter({ hasText: 'Support bot' }).textContent()).toMatch(/API \$.* ×.*worth \$3\.20/);
    await page.getByRole('button', { name: 'Review' }).click();
    await page.waitForURL(/sort=review/);
    await page.getByRole('searchbox').fill('maria');
    await page.waitForURL(/search=maria/);
    expect(await rows.count()).toBe(1);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the list as CSV' }).click();
    const file = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(file[1]).toMatch(/^support-bot,Support bot,maria\.lund@/);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No workload fits').waitFor();
  });

  it('tells what a success costs, why that changed, and what is behind it', async () => {
    const { page } = opened;
    await page.goto('/workloads/support-bot');
    await page.getByText(/^A successful ticket_resolved costs/).waitFor();
    await page.getByRole('button', { name: /^Per successful outcome: \$/ }).click();
    await dialog().getByText('loaded cost / successful outcomes').waitFor();
    await dialog().getByText('successes', { exact: true }).waitFor();
    await dialog().getByRole('link', { name: 'The outcomes behind it' }).waitFor();
    expect(await axeFaults(page), 'a figure explained').toEqual([]);
    await page.keyboard.press('Escape');

    await part('Unit costs').click();
    await page.waitForURL(/section=economics/);
    await page.getByRole('heading', { name: 'Why cost per success changed' }).waitFor();
    await page.locator('tr', { hasText: 'Success rate' }).first().waitFor();
    await page.getByRole('link', { name: 'v13' }).click();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual([
      'workload=support-bot',
      'prompt_version=v13',
    ]);
  });

  it('changes the profile: faults of the API stand at their field, and what is saved is told', async () => {
    const { page, complaints } = opened;
    await page.goto('/workloads/document-search?section=profile');
    await page.getByRole('button', { name: 'Edit: Value metric' }).click();
    await dialog().getByLabel('Outcome').fill('');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('This is needed.').waitFor();
    await dialog().getByLabel('Outcome').fill('question_answered');
    await dialog().getByLabel('Currency').fill('');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('a value needs its currency').waitFor();
    expect(await dialog().getByLabel('Currency').getAttribute('aria-invalid')).toBe('true');
    expect(await axeFaults(page), 'a value metric').toEqual([]);
    await dialog().getByLabel('Currency').fill('USD');
    await dialog().getByLabel('Value of one success').fill('2.25');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByText('$2.25').waitFor();

    await page.getByRole('button', { name: 'Rename' }).click();
    await dialog().getByLabel('Name').fill('Search of documents');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Search of documents', exact: true }).waitFor();
    await part('Changes').click();
    await page.getByText('Workload changed: name').waitFor();
    // the refusal above is one the browser writes down
    complaints.length = 0;
  });

  it('merges one into another, and says so wherever it is seen', async () => {
    const { page } = opened;
    await page.goto('/workloads/sales-drafts?section=profile');
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    await dialog().getByRole('button', { name: 'Merge', exact: true }).click();
    await dialog().getByText('Choose a workload.').waitFor();
    await dialog().getByRole('combobox', { name: 'Into' }).click();
    await page.getByRole('option', { name: 'Support bot' }).click();
    expect(await axeFaults(page), 'a merge').toEqual([]);
    await dialog().getByRole('button', { name: 'Merge', exact: true }).click();
    await dialog().getByText('1 key goes on.').waitFor();
    await dialog().getByRole('link', { name: 'Open support-bot' }).click();
    await page.getByRole('heading', { name: 'Support bot' }).waitFor();
    await page.goto('/workloads/sales-drafts');
    await page.getByText('Merged into support-bot.').waitFor();
    await page.goto('/workloads');
    await page.locator('tbody tr', { hasText: '→ support-bot' }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it('shows what a task led to beside what it cost', async () => {
    const { page } = opened;
    const answer = await fetch(`${stack.url}/api/v1/outcomes?workload=claims-triage&success=true&limit=1`, {
      headers: { authorization: `Bearer ${stack.adminToken}` },
    });
    const { data } = (await answer.json()) as { data: { task?: string }[] };
    await page.goto(`/tasks/claims-triage/${data[0]?.task}`);
    await page.getByRole('heading', { name: 'Outcome', exact: true }).waitFor();
    await page.locator('td', { hasText: 'claim_routed' }).first().waitFor();
    await page.getByText(/^worth \$.*, cost \$.* left$/).waitFor();
    expect(await axeFaults(page), 'a task with its outcome').toEqual([]);
  });
});
