import type { GateStatus, Person } from '@weir/core/contract';
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
const row = (text: string) => opened.page.locator('tbody tr', { hasText: text });

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${stack.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${stack.adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function pick(field: string, option: string | RegExp): Promise<void> {
  await dialog().getByRole('combobox', { name: field }).click();
  await opened.page.getByRole('option', { name: option }).click();
}

describe.skipIf(cannotBrowse)('governance in the console', () => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack({ days: 32 }), launch()]);
    opened = await openPage(browser, { url: stack.url });
    await opened.page.goto(`/?code=${stack.code()}`);
    await opened.page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it('says whose calls will be refused before gates are enforced, and that they are', async () => {
    const { page } = opened;
    await page.goto('/gates');
    await row('sales-drafts').getByText('Warned').waitFor();
    await page.getByRole('button', { name: 'Change mode' }).click();
    await dialog().getByLabel('Enforce').check();
    await dialog().getByText('sales-drafts', { exact: true }).waitFor();
    const set = dialog().getByRole('button', { name: 'Set mode' });
    expect(await set.isDisabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await dialog()
      .getByLabel(/^Refuse their calls/)
      .check();
    await set.click();
    await page.getByRole('heading', { name: 'Gates are enforced' }).waitFor();
    await row('sales-drafts').getByText('Refused').waitFor();

    await page.getByRole('button', { name: 'Change mode' }).click();
    await dialog().getByLabel('Grace').check();
    await dialog()
      .getByText(/will get traffic again/)
      .waitFor();
    await set.click();
    await page.getByRole('heading', { name: 'Gates warn' }).waitFor();
  });

  it('tells a reviewer what somebody else decided meanwhile, and lets them decide anew', async () => {
    const { page } = opened;
    const gate = await api<GateStatus>('GET', '/workloads/claims-triage/gate');
    const item = gate.items.find(
      ({ state, reviewer_role: role }) => state === 'in_review' && role === 'business',
    );
    const people = (await api<{ data: Person[] }>('GET', '/people?role=business&state=active')).data;
    const [first, second] = people.filter(({ id }) => ['erik-halden', 'james-okafor'].includes(id));
    if (item === undefined || first === undefined || second === undefined)
      throw new Error('nothing to review');
    await page.goto('/gates/claims-triage');
    await page.getByRole('button', { name: `Review ${item.title}` }).click();
    await pick('Reviewer', new RegExp(first.name));
    await dialog().getByLabel('Note').fill('It handles nine of ten claims.');
    await api('POST', '/workloads/claims-triage/gate/reviews', {
      ...{ item: item.id, decision: 'reject', reviewer: second.id, note: 'Two of ten were wrong.' },
    });
    await dialog().getByRole('button', { name: 'Approve' }).last().click();
    await dialog().getByText('Somebody else decided meanwhile').waitFor();
    await dialog()
      .getByText(/Two of ten were wrong/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Decide anew' }).click();
    await dialog().getByRole('button', { name: 'Approve' }).last().click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByText('It handles nine of ten claims.').waitFor();
  });

  it('grants an exception until a day, and revokes it', async () => {
    const { page } = opened;
    await page.goto('/gates/support-bot');
    const item = page.locator('#model_tier');
    await item.getByRole('button', { name: /^Except/ }).click();
    await pick('Granted by', /Lena Fischer/);
    await dialog().getByLabel('Reason').fill('Tiers are named next month.');
    await dialog().getByRole('button', { name: 'Grant exception' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Passed by exception' }).waitFor();
    await item.getByText('Tiers are named next month.').waitFor();
    await page.goto('/gates');
    await page.getByText('model tier, support-bot').waitFor();
    await page.getByText('model tier, support-bot').click();
    await item.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('heading', { name: 'One point is open' }).waitFor();
  });

  it('claims what nobody has: the rule, what would move, the proposal', async () => {
    const { page } = opened;
    await page.goto('/attribution');
    await row('document-search')
      .getByRole('button', { name: /^Claim/ })
      .click();
    await dialog()
      .getByText(/\d+ calls, \$/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Add a tag' }).click();
    await dialog().getByLabel('Tag 1').fill('business_process');
    await dialog().getByLabel('Value 1').fill('knowledge');
    await dialog().getByLabel('Reason').fill('The index belongs to the knowledge process.');
    expect(await axeFaults(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Save rule and preview' }).click();
    await dialog().getByText('Totals do not change, only whose the cost is.').waitFor();
    await dialog().getByRole('button', { name: 'Propose it' }).click();
    await dialog()
      .getByText(/for approval/)
      .first()
      .waitFor();
    await dialog().getByRole('link', { name: 'Go to proposals' }).waitFor();
    await page.goto('/attribution?section=rules');
    await row('The index belongs to the knowledge process.').waitFor();
  });

  it('shows what a virtual tag would have before it is saved', async () => {
    const { page } = opened;
    await page.goto('/attribution?section=virtual');
    await page.getByRole('button', { name: 'New virtual tag' }).click();
    await dialog().getByLabel('Id').fill('product');
    await dialog().getByRole('textbox', { name: 'Value', exact: true }).fill('Desk');
    await dialog().getByLabel('Values 1').fill('support-bot, sales-drafts');
    const desk = dialog().locator('tbody tr', { hasText: 'Desk' });
    await desk.getByText(/%$/).waitFor();
    const shown = await desk.locator('td').nth(2).textContent();
    await dialog().getByRole('button', { name: 'Create virtual tag' }).click();
    await page.getByRole('link', { name: 'Costs by product' }).click();
    await page
      .locator('tbody tr', { hasText: 'Desk' })
      .getByText(shown ?? '', { exact: true })
      .first()
      .waitFor();
  });

  it('defines a tag that lies under another', async () => {
    const { page } = opened;
    for (const [id, values] of [
      ['country', 'de\nfr'],
      ['region', 'bavaria\nalsace'],
    ] as const) {
      await page.goto('/attribution?section=tags');
      await page.getByRole('button', { name: 'Define a tag' }).click();
      await dialog().getByLabel('Tag', { exact: true }).fill(id);
      await dialog().getByRole('textbox', { name: 'Allowed values optional' }).fill(values);
      if (id === 'region') {
        await pick('Lies under', 'country');
        await dialog().getByLabel('country of bavaria').fill('de');
      }
      await dialog().getByRole('button', { name: 'Define tag' }).click();
      await row(id).waitFor();
    }
    expect(await row('region').textContent()).toContain('country');
  });

  it('answers seven questions per workload, down to figures and what to do', async () => {
    const { page } = opened;
    await page.goto('/scorecards');
    await page.getByRole('button', { name: /^Sales e-mail drafts, Quality/ }).click();
    await dialog().getByText('Give it a quality metric with a target, and send scores.').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    expect((await download).suggestedFilename()).toBe('weir-scorecards.csv');
  });

  it('tries a file of people out, names bad lines by number, and takes the good ones', async () => {
    const { page } = opened;
    await page.goto('/organization?section=people');
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const csv = 'email,name,roles\nada@halden.example,Ada Berg,security\nnobody,No Address,risk\n';
    await dialog()
      .getByLabel('CSV file')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await dialog()
      .getByText(/Tried out: 2 rows/)
      .waitFor();
    expect(await dialog().locator('tbody tr').first().locator('td').first().textContent()).toBe('3');
    expect((await api<{ data: Person[] }>('GET', '/people')).data.some(({ id }) => id === 'ada')).toBe(false);
    await dialog().getByRole('button', { name: 'Import 1' }).click();
    await dialog()
      .getByText(/Imported: 2 rows/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await row('Ada Berg').waitFor();
  });

  it('shows what is theirs when somebody leaves, and gives it to another', async () => {
    const { page } = opened;
    await page.goto('/organization?section=people');
    await page.getByRole('button', { name: 'Tom Becker leaves' }).click();
    await dialog().getByRole('link', { name: 'sales-drafts', exact: true }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await pick('Give all of it to', /Ada Berg/);
    await dialog().getByRole('button', { name: 'Leave and reassign' }).click();
    await row('Tom Becker').waitFor({ state: 'detached' });
    const { owner } = await api<{ owner: string }>('GET', '/workloads/sales-drafts');
    expect(['ada', 'ada@halden.example']).toContain(owner);
    expect(opened.complaints.filter((line) => !line.includes('409'))).toEqual([]);
  });
});
