import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { cliReference } from './reference.ts';

it('docs/reference/cli.md says what the program does; else run node scripts/write-cli-reference.mjs', () => {
  const file = resolve(import.meta.dirname, '../../../../docs/reference/cli.md');
  expect(readFileSync(file, 'utf8')).toBe(cliReference());
});
