#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('error: Weir is not built yet.\nBuild it with: npm run build\n');
  process.exit(1);
}
await import(main.href);
