import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env['WEIR_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
export const CHROMIUM = PLACES.find((path) => path !== undefined && path !== '' && existsSync(path));

export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

export type Theme = 'light' | 'dark';

export interface Opened {
  context: BrowserContext;
  page: Page;
  /** Console errors, page errors and refused content so far. */
  complaints: string[];
}

/** A fresh, signed-out browser whose complaints are collected. */
export async function openPage(
  browser: Browser,
  options: { url: string; theme?: Theme; width?: number; height?: number },
): Promise<Opened> {
  const context = await browser.newContext({
    baseURL: options.url,
    colorScheme: options.theme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 860 },
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, complaints };
}
