/**
 * Takes the pictures in docs/images from a running Weir with demo data: `npx tsx tests/browser/support/docs-images.ts [names]`.
 * Build first.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { startWeir } from '../../support/weir.ts';
import { launch, type Theme } from './chromium.ts';

const ROOT = join(import.meta.dirname, '../../..');
const IMAGES = join(ROOT, 'docs/images');
const MOST_BYTES = 250_000;
const ONLY = process.argv[2]?.split(',');

const weir = await startWeir();
const browser = await launch();
mkdirSync(IMAGES, { recursive: true });

async function take(
  name: string,
  path: string,
  theme: Theme,
  height: number,
  act: (page: Page) => Promise<unknown> = async () => {},
): Promise<void> {
  if (ONLY !== undefined && !ONLY.some((one) => name.startsWith(one))) return;
  const context = await browser.newContext({
    baseURL: weir.adminUrl,
    colorScheme: theme,
    viewport: { width: 1280, height },
    deviceScaleFactor: 1.25,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Admin token').fill(weir.adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.goto(path);
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(1_000);
  await act(page);
  await page.waitForTimeout(500);
  const file = join(IMAGES, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  console.log(`${name}.png ${Math.round(size / 1000)} KB${size > MOST_BYTES ? ': too large' : ''}`);
  await context.close();
}

const openCall = (model: string) => async (page: Page) => {
  await page.locator('tbody tr', { hasText: model }).first().getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Charges' }).waitFor();
};
const scrollTo = (page: Page, title: string) =>
  page.getByRole('heading', { name: title, exact: true }).evaluate((one) => {
    one.scrollIntoView();
    // the bar of the page stays above it
    window.scrollBy(0, -90);
  });

try {
  const demo = ['demo', '--days', '35', '--no-live', '--data-dir', weir.dir];
  await promisify(execFile)(process.execPath, [join(ROOT, 'packages/server/bin/weir.mjs'), ...demo]);
  await take('overview', '/', 'light', 960);
  await take('overview-dark', '/', 'dark', 960);
  await take('explorer', '/explorer?by=workload&by=model&range=30d', 'light', 900);
  await take('call', '/calls?filter=workload=code-assistant', 'light', 1060, openCall('claude-sonnet'));
  await take('story-call', '/calls?filter=workload=code-assistant', 'light', 860, async (page) => {
    await openCall('claude-sonnet')(page);
    await page.getByRole('button', { name: 'How amounts are computed' }).click();
  });
  await take('story-task', '/tasks?workload=claims-triage', 'light', 860, async (page) => {
    await page
      .locator('tbody tr')
      .filter({ hasText: /\b[6-9]\b/ })
      .first()
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('list', { name: 'Calls', exact: true }).waitFor();
  });
  await take('story-figure', '/workloads/support-bot?role=product', 'light', 860, (page) =>
    page.getByRole('button', { name: /^Per successful outcome: / }).click(),
  );
  await take('story-prompt', '/workloads/support-bot?section=economics&role=product', 'light', 1000, (page) =>
    scrollTo(page, 'Over time'),
  );
  await take('story-full-cost', '/full-cost?role=finance', 'light', 900);
  await take('story-shares', '/full-cost?section=explained&item=gpu-node&role=finance', 'light', 860);
  await take('story-value', '/value?role=executive', 'light', 860);
  await take('story-gate', '/gates/sales-drafts?role=executive', 'light', 860);
} finally {
  await browser.close();
  await weir.stop();
}
