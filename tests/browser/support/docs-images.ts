/**
 * Takes the pictures in docs/images from a running Weir with demo data: `npx tsx tests/browser/support/docs-images.ts`.
 * Build first.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startWeir } from '../../support/weir.ts';
import { launch, type Theme } from './chromium.ts';

const ROOT = join(import.meta.dirname, '../../..');
const IMAGES = join(ROOT, 'docs/images');
const MOST_BYTES = 200_000;

const weir = await startWeir();
const browser = await launch();
mkdirSync(IMAGES, { recursive: true });

async function take(name: string, path: string, theme: Theme, height: number, pick?: string): Promise<void> {
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
  if (pick !== undefined) {
    await page.locator('tbody tr', { hasText: pick }).first().getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Charges' }).waitFor();
  }
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(1_000);
  const file = join(IMAGES, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  console.log(`${name}.png ${Math.round(size / 1000)} KB${size > MOST_BYTES ? ': too large' : ''}`);
  await context.close();
}

try {
  const demo = ['demo', '--days', '35', '--no-live', '--data-dir', weir.dir];
  await promisify(execFile)(process.execPath, [join(ROOT, 'packages/server/bin/weir.mjs'), ...demo]);
  await take('overview', '/', 'light', 960);
  await take('overview-dark', '/', 'dark', 960);
  await take('explorer', '/explorer?by=workload&by=model&range=30d', 'light', 900);
  await take('call', '/calls?filter=workload=code-assistant', 'light', 1060, 'claude-sonnet');
} finally {
  await browser.close();
  await weir.stop();
}
