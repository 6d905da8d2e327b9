import { existsSync } from 'node:fs';
import { at } from './paths.mjs';

export async function buildConsole(output) {
  if (!existsSync(at('packages/console/index.html'))) return;
  const { build } = await import('vite');
  await build({
    root: at('packages/console'),
    configFile: at('packages/console/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: output, emptyOutDir: true },
  });
}
