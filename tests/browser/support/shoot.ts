/**
 * Takes pictures of every screen: `npx tsx tests/browser/support/shoot.ts <folder> [light|dark] [width] [days] [names]`.
 * For people who change the console and want to see it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, openPage, type Theme } from './chromium.ts';
import { EXAMPLES } from './gateway.ts';
import { startStack } from './stack.ts';

const [folder = '/tmp/weir-shots', theme = 'light', width = '1280', days = '32', only = ''] =
  process.argv.slice(2);

const stack = await startStack({ days: Number(days) });
const browser = await launch();
const { page, complaints } = await openPage(browser, {
  url: stack.url,
  theme: theme as Theme,
  width: Number(width),
  height: Number(width) < 600 ? 844 : 860,
});
await mkdir(folder, { recursive: true });
const wanted = (name: string) => only === '' || only.split(',').includes(name);
const settle = async () => {
  await page.waitForLoadState('load');
  await page.waitForTimeout(1200);
};
const shoot = async (name: string) => {
  await settle();
  const fullPage = !name.startsWith('dialog');
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage });
};
if (wanted('sign-in')) {
  await page.goto('/sign-in');
  await shoot('sign-in');
}
await page.goto(`/?code=${stack.code()}`);
const SCREENS: Record<string, string> = {
  overview: '/',
  'home-product': '/?role=product',
  'home-finance': '/?role=finance',
  'home-executive': '/?role=executive',
  outcomes: '/outcomes',
  value: '/value',
  'full-cost': '/full-cost',
  'cost-items': '/full-cost?section=items',
  'allocation-rules': '/full-cost?section=rules',
  'allocation-run': '/full-cost?section=run',
  'allocation-explained': '/full-cost?section=explained&workload=support-bot',
  'outcome-rates': '/outcomes?section=rates',
  'outcome-rules': '/outcomes?section=rules',
  'quality-scores': '/outcomes?section=quality',
  'outcome-ways': '/outcomes?section=tell',
  attribution: '/attribution',
  'attribution-rules': '/attribution?section=rules',
  'attribution-tags': '/attribution?section=tags',
  'attribution-virtual': '/attribution?section=virtual',
  gates: '/gates',
  'gates-all': '/gates?show=all',
  gate: '/gates/support-bot',
  scorecards: '/scorecards',
  explorer: '/explorer?by=workload&by=model&range=30d',
  'explorer-line': '/explorer?by=team&range=24h&chart=line&measure=calls&filter=environment=production',
  caching: '/caching',
  calls: '/calls',
  'calls-empty': '/calls?filter=workload=nothing',
  live: '/live',
  playground: '/playground?workload=support-bot',
  models: '/models?search=gpt&available=true',
  model: '/models/openai/o3',
  'model-night': '/models/deepseek/deepseek-chat',
  providers: '/providers',
  routes: '/routing',
  'data-classes': '/routing?section=data-classes',
  simulator: '/routing?section=simulate&workload=support-bot&model=fast&needs=tools',
  'call-escalated': `/calls/${EXAMPLES.escalated}`,
  'call-cached': `/calls/${EXAMPLES.cached}`,
  'call-shadow': `/calls/${EXAMPLES.shadow}`,
  workloads: '/workloads',
  workload: '/workloads/support-bot',
  'workload-economics': '/workloads/support-bot?section=economics',
  'workload-cost': '/workloads/support-bot?section=cost',
  'workload-value': '/workloads/support-bot?section=value',
  'workload-usage': '/workloads/claims-triage?section=usage',
  'workload-controls': '/workloads/support-bot?section=controls',
  'workload-changes': '/workloads/support-bot?section=changes',
  'workload-profile': '/workloads/support-bot?section=profile',
  keys: '/keys',
  organization: '/organization',
  'cost-centers': '/organization?section=cost-centers',
  teams: '/organization?section=teams',
  applications: '/organization?section=applications',
  people: '/organization?section=people',
  environments: '/organization?section=environments',
  findings: '/findings',
  audit: '/audit',
};
for (const [name, path] of Object.entries(SCREENS)) {
  if (!wanted(name)) continue;
  await page.goto(path);
  await shoot(name);
}
if (wanted('call')) {
  await page.goto('/calls?filter=workload=claims-triage');
  await page.locator('tbody a').first().click();
  await shoot('call');
}
if (wanted('call-lost')) {
  await page.goto('/calls?filter=status=client_aborted');
  await page.locator('tbody a').first().click();
  await shoot('call-lost');
}
if (wanted('dialogs')) {
  await page.goto('/workloads');
  await page.getByRole('button', { name: 'New workload' }).click();
  await page.getByRole('dialog').getByLabel('Application').fill('crm');
  await shoot('dialog-workload');
  await page.goto('/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await shoot('dialog-key');
  await page.getByRole('button', { name: 'Create key' }).click();
  await shoot('dialog-secret');
  await page.goto('/explorer');
  await settle();
  await page.getByRole('button', { name: /Time range/ }).click();
  await shoot('dialog-range');
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  await shoot('dialog-filter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await shoot('dialog-palette');
  await page.keyboard.press('Escape');
  await page.goto('/');
  await settle();
  await page.getByRole('button', { name: 'How Attributed is computed' }).click();
  await shoot('dialog-help');
  const box = page.locator('[role=img]').first();
  await page.keyboard.press('Escape');
  await box.hover({ position: { x: 200, y: 120 } });
  await shoot('dialog-tip');
}
if (wanted('playground')) {
  await page.goto('/playground?workload=support-bot&model=fast');
  await page.getByLabel('Message 1', { exact: true }).fill('What does a weir do? Answer to ada@example.com.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Rules, in order').waitFor();
  await shoot('playground-sent');
}
if (wanted('policies')) {
  for (const what of ['routing', 'caching', 'data']) {
    await page.goto('/workloads/support-bot?section=controls');
    await page.getByRole('button', { name: `Change ${what}` }).click();
    await page.getByRole('dialog').waitFor();
    await shoot(`dialog-policy-${what}`);
  }
  await page.goto('/routing');
  await page.getByRole('button', { name: 'Change support-default' }).click();
  await shoot('dialog-route');
}
if (wanted('organization')) {
  await page.goto('/organization?section=teams');
  await page.getByRole('button', { name: 'New team' }).click();
  await shoot('dialog-team');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete customer-care' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await shoot('dialog-delete');
  await page.goto('/organization?section=environments');
  await page.getByRole('button', { name: 'Change production' }).click();
  await page.getByRole('button', { name: 'Add a tag' }).click();
  await shoot('dialog-environment');
}
for (const complaint of new Set(complaints)) console.log('!', complaint);
await browser.close();
await stack.close();
process.exit(0);
