import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow, hashOf } from './hash.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-hash-'));
  mkdirSync(join(dir, 'src'));
  writeFileSync(join(dir, 'src/a.ts'), 'a');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('hashOf decides whether a build is due', () => {
  it('changes with content, with a new file and with a renamed one', () => {
    const before = hashOf([dir]);
    writeFileSync(join(dir, 'src/a.ts'), 'b');
    const changed = hashOf([dir]);
    writeFileSync(join(dir, 'src/b.ts'), '');
    const added = hashOf([dir]);
    expect(new Set([before, changed, added]).size).toBe(3);
  });

  it('does not change with tests, dependencies or what was built', () => {
    const before = hashOf([dir]);
    mkdirSync(join(dir, 'node_modules'));
    mkdirSync(join(dir, 'dist'));
    for (const file of ['src/a.test.ts', 'src/a.test.tsx', 'node_modules/x.js', 'dist/x.js']) {
      writeFileSync(join(dir, file), 'x');
    }
    expect(hashOf([dir])).toBe(before);
  });

  it('takes what is missing for nothing', () => {
    expect(filesBelow(join(dir, 'gone'))).toEqual([]);
  });
});
