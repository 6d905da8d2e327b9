import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { axeFaults } from './support/axe.ts';
import { launch, type Opened, openPage, type Theme } from './support/chromium.ts';
import { cannotBrowse } from './support/skip.ts';

const SEEN_WITHIN_MS = 5_000;
const AGENT = 'research-agent';
const TASK = 'ticket 4711/a';
const TASK_PATH = `/tasks/${AGENT}/${encodeURIComponent(TASK)}`;
const CONFIG = 'alerts:\n  allow_private_network: true\n';
const SEARCH = {
  type: 'function' as const,
  function: { name: 'search_web', parameters: { type: 'object', properties: { q: { type: 'string' } } } },
};

interface Received {
  /** `t=<unix seconds>,v1=<hex>` */
  signature: string;
  body: string;
}

let weir: RunningWeir;
let browser: Browser;
let opened: Opened;
let receiver: Server;
let secret: string;
const received: Received[] = [];

/** A local server that takes what webhooks are sent, and keeps it. */
async function startReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({
        signature: String(request.headers['x-weir-signature']),
        body: Buffer.concat(parts).toString(),
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return server;
}

/** One call of the agent; resolves with the HTTP status. */
async function step(text: string, task = TASK): Promise<number> {
  const client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
  const body = {
    model: 'gpt-4o-mini',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: text }],
    tools: [SEARCH],
  };
  return client.chat.completions.create(body, { headers: { 'x-weir-task': task } }).then(
    () => 200,
    (error: InstanceType<typeof OpenAI.APIError>) => error.status ?? 0,
  );
}

async function signIn({ page }: Opened): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Admin token').fill(weir.adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

/** A headline figure with its label. */
const stat = (page: Page, label: string) =>
  page.getByRole('heading', { name: label, exact: true }).locator('../..');

describe.skipIf(cannotBrowse)('tasks and alerts, against a running Weir', () => {
  beforeAll(async () => {
    [weir, browser, receiver] = await Promise.all([startWeir({ config: CONFIG }), launch(), startReceiver()]);
    const key = await weir.admin.createWorkload(AGENT, {
      limits: { tasks: { max_steps: 10, max_cost: '5', max_tool_calls: 20 } },
    });
    secret = key.secret;
    opened = await openPage(browser, { url: weir.adminUrl });
    await signIn(opened);
  });
  afterAll(async () => {
    await browser?.close();
    await weir?.stop();
    receiver?.close();
  });

  it('teach how calls become a task while there is none', async () => {
    const { page } = opened;
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByText('No tasks here').waitFor();
    const text = await page.locator('main').innerText();
    for (const word of ['x-weir-task', 'traceparent', 'weir workload change', '--task-max-steps']) {
      expect(text).toContain(word);
    }
  });

  it('show what an agent does as a waterfall, while it does it', async () => {
    const { page } = opened;
    for (const text of ['Plan [[sandbox:tools=1]]', 'Look [[sandbox:tools=2]]', 'Fail [[sandbox:500]]']) {
      await step(text);
    }
    await page.getByRole('link', { name: TASK }).click({ timeout: 15_000 });
    await page.getByRole('heading', { name: TASK }).waitFor();
    const rows = page.getByRole('list', { name: 'Calls' }).locator('> li');
    await expect.poll(() => rows.count(), { timeout: SEEN_WITHIN_MS }).toBe(3);
    await expect.poll(() => stat(page, 'Tool calls').innerText()).toContain('3');
    const failed = rows.filter({ hasText: 'Failed here first' });
    expect(await failed.count()).toBe(1);
    expect(await failed.innerText()).toContain('Provider error');
    await page.getByText('It first failed at call 3').waitFor();
    expect(await page.locator('main').innerText()).toMatch(/search_web\s*3×/);
    expect(await page.locator('main').innerText()).toMatch(/Steps\s*3\s*\/\s*10/);

    await step('Go on');
    await expect.poll(() => rows.count(), { timeout: SEEN_WITHIN_MS }).toBe(4);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('weir-task-ticket-4711-a.csv');
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('region', { name: 'Calls' });
    expect(await table.locator('tbody tr').count()).toBe(4);
    await table.locator('tbody a').first().click();
    await page.getByRole('heading', { name: 'Charges' }).waitFor();
    await page.goBack();
  });

  it('stop it, and let it go on', async () => {
    const { page } = opened;
    await page.goto(TASK_PATH);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByLabel('Reason').fill('it runs in circles');
    await page.getByRole('button', { name: 'Stop task' }).click();
    await page.getByText('Stopped by an operator: it runs in circles').waitFor();
    await expect.poll(() => step('Once more'), { timeout: SEEN_WITHIN_MS }).toBe(403);
    await page.goto(`/tasks?workload=${AGENT}&state=stopped`);
    await page.getByRole('link', { name: TASK }).click();
    await page.getByRole('button', { name: 'Let go on' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await expect.poll(() => step('Once more'), { timeout: SEEN_WITHIN_MS }).toBe(200);
  });

  it('create a channel, test it, and see it delivered and signed', async () => {
    const { page } = opened;
    await page.goto('/alerts?tab=channels');
    await page.getByRole('button', { name: 'New channel' }).click();
    await page.getByRole('button', { name: 'Create channel' }).click();
    await page.getByText('This is needed.').first().waitFor();
    const { port } = receiver.address() as AddressInfo;
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Id').fill('on-call');
    await dialog.getByLabel('URL').fill(`http://127.0.0.1:${port}/hook`);
    await dialog.getByRole('button', { name: 'Create channel' }).click();
    const signing = (await page.getByTestId('secret').textContent()) ?? '';
    expect(signing.length).toBeGreaterThanOrEqual(16);
    await page.getByRole('button', { name: 'I have copied it' }).click();

    await page.getByRole('button', { name: 'Send a test message to on-call' }).click();
    await page.getByText('Test delivered').waitFor();
    expect(received).toHaveLength(1);
    for (const { signature, body } of received) {
      const at = /^t=(\d+),/.exec(signature)?.[1] ?? '';
      const mac = createHmac('sha256', signing).update(`${at}.${body}`).digest('hex');
      expect(signature).toBe(`t=${at},v1=${mac}`);
    }
    await page.locator('tbody tr', { hasText: 'on-call' }).getByRole('link').click();
    await page.waitForURL(/tab=deliveries/);
    await page.locator('tbody tr', { hasText: 'on-call' }).getByText('Delivered').waitFor();
    expect(await page.content()).not.toContain(signing);
  });

  it('write a rule, and have it tell of a task that met its limit', async () => {
    const { page } = opened;
    await page.goto('/alerts?tab=rules');
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Task stopped or waiting' }).click();
    await page.getByLabel('on-call').check();
    await page.getByRole('button', { name: 'Create rule' }).click();
    await page.locator('tbody tr', { hasText: 'task-limit' }).waitFor();

    const before = received.length;
    await expect
      .poll(() => step('Round and round', 'endless'), { timeout: 20_000, interval: 20 })
      .not.toBe(200);
    await page
      .getByRole('link', { name: /^Alerts \d/ })
      .first()
      .click();
    const row = page.getByRole('list', { name: 'Alerts, open ones first' }).locator('> li').first();
    await row.waitFor({ timeout: 10_000 });
    await expect.poll(() => received.length, { timeout: SEEN_WITHIN_MS }).toBeGreaterThan(before);

    await row.getByRole('link', { name: /^Details/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Delivered').first().waitFor();
    expect(await axeFaults(page), 'details of an alert').toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.search.includes('alert='));

    await page.goto('/');
    await page.getByRole('heading', { name: 'Needs a person' }).waitFor();
    await page.goto('/alerts');
    await row.getByRole('button', { name: 'Acknowledge' }).click();
    await row.getByText('Acknowledged').waitFor();
    await row.getByRole('button', { name: 'Snooze' }).click();
    expect(await axeFaults(page), 'how long to snooze').toEqual([]);
    await page.getByRole('button', { name: '4 hours' }).click();
    await row.getByText('Snoozed').waitFor();
    await row.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('Nothing needs a person').waitFor();
    await page.goto('/alerts?state=resolved&kind=task_limit');
    await row.getByText('Resolved').first().waitFor();
  });

  for (const theme of ['light', 'dark'] as const satisfies readonly Theme[]) {
    for (const width of [1280, 390]) {
      it(`are accessible and fit, ${theme} at ${width} pixels`, async () => {
        const other = await openPage(browser, { url: weir.adminUrl, theme, width });
        const { context, page, complaints } = other;
        await signIn(other);
        const paths = [
          '/tasks',
          '/tasks?state=waiting',
          TASK_PATH,
          `/tasks/${AGENT}/endless`,
          '/alerts',
          '/alerts?state=resolved',
          '/alerts?tab=rules',
          '/alerts?tab=channels',
          '/alerts?tab=deliveries',
          '/gateways',
        ];
        for (const path of paths) {
          await page.goto(path);
          await settled(page);
          expect(await axeFaults(page), path).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
        }
        await page.goto('/alerts?tab=rules');
        await page.getByRole('button', { name: 'New rule' }).click();
        await page.getByRole('dialog').waitFor();
        expect(await axeFaults(page), 'new rule').toEqual([]);
        await page.goto('/alerts?tab=channels');
        await page.getByRole('button', { name: 'New channel' }).click();
        await page.getByRole('dialog').waitFor();
        expect(await axeFaults(page), 'new channel').toEqual([]);
        await page.goto(TASK_PATH);
        await page.getByRole('button', { name: 'Stop' }).click();
        await page.getByRole('dialog').waitFor();
        expect(await axeFaults(page), 'stop a task').toEqual([]);
        expect(complaints).toEqual([]);
        await context.close();
      });
    }
  }

  it('list hosts of gateways, and forget a lost one only when its id is typed', async () => {
    const { context, page } = await openPage(browser, { url: weir.adminUrl });
    const at = new Date().toISOString();
    const lost = { id: 'gw-7-3f', state: 'ended', connected: false, since: at };
    const host = { host: 'gw-7.example', connected: false, seen_at: at, lag_ms: 93_000, spool_bytes: 81_920 };
    let forgotten = false;
    // a second host cannot be lost here: the answer of the API is stood in for
    await page.route('**/api/v1/gateways', (route) =>
      route.fulfill({ json: { data: [{ ...host, gateways: forgotten ? [] : [lost] }] } }),
    );
    await page.route(`**/api/v1/gateways/${lost.id}/forget`, (route) => {
      forgotten = route.request().method() === 'POST';
      return route.fulfill({ json: { forgotten: lost.id } });
    });
    await signIn({ context, page, complaints: [] });
    await page.getByRole('link', { name: 'Gateways', exact: true }).click();
    await page.getByRole('button', { name: `Forget gateway ${lost.id}` }).click();
    const confirm = page.getByRole('button', { name: 'Forget for good' });
    await page.getByLabel('Type its id').fill('gw-7');
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel('Type its id').fill(lost.id);
    expect(await axeFaults(page), 'forget a gateway').toEqual([]);
    await confirm.click();
    await page.getByText('All records of all gateways are in the ledger').waitFor();
    expect(await axeFaults(page), 'hosts').toEqual([]);
    expect(forgotten).toBe(true);
    await context.close();
  });

  it('complained about nothing meanwhile', () => {
    expect(opened.complaints.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
  });
});
