import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { at } from './paths.mjs';

/** Text worth compressing; the server sends what lies beside a file as `.br` or `.gz`. */
const COMPRESSED = /\.(js|css|html|svg)$/;

export async function buildConsole(output) {
  if (!existsSync(at('packages/console/index.html'))) return;
  const { build } = await import('vite');
  await build({
    root: at('packages/console'),
    configFile: at('packages/console/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: output, emptyOutDir: true },
  });
  for (const name of readdirSync(output, { recursive: true })) {
    if (!COMPRESSED.test(name)) continue;
    const file = join(output, name);
    const bytes = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
