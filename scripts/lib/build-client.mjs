import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './paths.mjs';

/** Plain ES modules with their types, and a manifest that names them: a folder to install or publish. */
export async function buildClient(folder) {
  const tsc = at('node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', at('packages/client/tsconfig.build.json'), '--outDir', folder], {
    stdio: 'inherit',
  });
  const manifest = JSON.parse(readFileSync(at('packages/client/package.json'), 'utf8'));
  const entry = { types: './index.d.ts', default: './index.js' };
  const installed = { ...manifest, engines: { node: '>=20' }, exports: { '.': entry } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(installed, undefined, 2)}\n`);
  copyFileSync(at('packages/client/README.md'), join(folder, 'README.md'));
}
