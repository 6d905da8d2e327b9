import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** A small house that keeps every rule: one file per row, imports pointing down, across packages too. */
const CLEAN: Readonly<Record<string, string>> = {
  'packages/core/package.json': JSON.stringify({
    name: '@weir/core',
    type: 'module',
    exports: { './errors': './src/errors/index.ts', './money': './src/money/index.ts' },
  }),
  'packages/core/src/errors/index.ts': 'export const broken = 1;\n',
  'packages/core/src/money/index.ts':
    "import { broken } from '../errors/index.ts';\nexport const money = broken;\n",
  'packages/server/package.json': JSON.stringify({ name: '@weir/server', type: 'module' }),
  'packages/server/src/platform/clock.ts': 'export const clock = 1;\n',
  'packages/server/src/registry/index.ts':
    "import { clock } from '../platform/clock.ts';\nexport const registry = clock;\n",
  'packages/server/src/limits/index.ts':
    "import { clock } from '../platform/clock.ts';\nexport const limits = clock;\n",
  'packages/server/src/gateway/index.ts':
    "import { money } from '@weir/core/money';\nimport { registry } from '../registry/index.ts';\nexport const gateway = [money, registry];\n",
  'packages/server/src/http/index.ts':
    "import { registry } from '../registry/index.ts';\nexport const http = registry;\n",
  'packages/console/package.json': JSON.stringify({ name: '@weir/console', type: 'module' }),
  'packages/console/src/main.ts': "import { money } from '@weir/core/money';\nexport const screen = money;\n",
};

let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'weir-house-'));
  for (const [path, text] of Object.entries(CLEAN)) write(path, text);
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json'])
    cpSync(join(ROOT, file), join(house, file));
  mkdirSync(join(house, 'node_modules/@weir'), { recursive: true });
  for (const name of ['core', 'server', 'console']) {
    symlinkSync(join(house, 'packages', name), join(house, 'node_modules/@weir', name), 'dir');
  }
});

afterEach(() => rmSync(house, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

function lint(root: string, ...args: string[]) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/lint-imports.mjs'), '--root', root, ...args],
    { encoding: 'utf8' },
  );
  return { status, stderr };
}

describe('import rules', () => {
  it('hold in this repository', () => {
    expect(lint(ROOT)).toMatchObject({ status: 0, stderr: expect.stringMatching(/hold in \d{3,} modules/) });
  });

  it('pass a house that keeps them', () => {
    expect(lint(house, '--min-modules', '8')).toMatchObject({ status: 0 });
  });

  const planted: readonly [what: string, rule: string, path: string, text: string][] = [
    [
      'a sibling imported sideways',
      'no-sibling:registry',
      'packages/server/src/registry/peek.ts',
      "export { limits } from '../limits/index.ts';\n",
    ],
    [
      'an import that points up',
      'down-only:ledger+registry+limits+providers',
      'packages/server/src/limits/peek.ts',
      "export { gateway } from '../gateway/index.ts';\n",
    ],
    [
      'an upward import of a type only',
      'down-only:platform',
      'packages/server/src/platform/peek.ts',
      "import type { registry } from '../registry/index.ts';\nexport type Registry = typeof registry;\n",
    ],
    [
      'a cycle',
      'no-circular',
      'packages/server/src/platform/clock.ts',
      "import { ids } from './ids.ts';\nexport const clock = ids;\n",
    ],
    [
      'the console reaching into the server',
      'console-sees-core-only',
      'packages/console/src/peek.ts',
      "export { clock } from '../../server/src/platform/clock.ts';\n",
    ],
    [
      'the server reaching into the console',
      'server-never-sees-console',
      'packages/server/src/http/peek.ts',
      "export { screen } from '../../../console/src/main.ts';\n",
    ],
    [
      'core touching the file system',
      'core-is-pure',
      'packages/core/src/money/read.ts',
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
    ],
    [
      'core importing up',
      'core-down-only:errors',
      'packages/core/src/errors/peek.ts',
      "export { money } from '../money/index.ts';\n",
    ],
  ];

  it.each(planted)('fail on %s', (_what, rule, path, text) => {
    if (rule === 'no-circular') {
      write(
        'packages/server/src/platform/ids.ts',
        "import { clock } from './clock.ts';\nexport const ids = clock;\n",
      );
    }
    write(path, text);
    const { status, stderr } = lint(house, '--min-modules', '8');
    expect(stderr).toContain(rule);
    expect(status).toBe(1);
  });

  it('fail on an import of the house that resolves to nothing', () => {
    write('packages/server/src/http/peek.ts', "export { gone } from '@weir/core/gone';\n");
    expect(lint(house, '--min-modules', '8')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('@weir/core/gone'),
    });
  });

  it('fail when hardly anything was looked at', () => {
    expect(lint(house)).toMatchObject({ status: 1, stderr: expect.stringContaining('modules were cruised') });
  });
});
