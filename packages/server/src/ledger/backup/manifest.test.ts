import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readManifest } from './manifest.ts';

it('names no file outside the backup', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-manifest-'));
  const table = (path: string) => ({
    path,
    bytes: 1,
    sha256: '0'.repeat(64),
    name: 't',
    rows: 0,
    digest: '',
  });
  const write = (path: string) =>
    writeFileSync(
      join(directory, 'manifest.json'),
      JSON.stringify({
        backup: 1,
        weir: '0',
        created_at: '2026-11-22T00:00:00Z',
        ledger: { kind: 'embedded', migrations: [], tables: [] },
        registry: { tables: [table(path)] },
      }),
    );
  try {
    write('registry/t.jsonl');
    expect(readManifest(directory).registry.tables).toHaveLength(1);
    write('registry/../../etc/passwd');
    expect(() => readManifest(directory)).toThrow('is not a manifest');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
