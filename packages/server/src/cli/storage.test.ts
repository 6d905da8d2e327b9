import type { BackupSummary } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { describe, expect, it } from 'vitest';
import type { StorageTools } from './ports.ts';
import { fakeControl, runWeir } from './testing.ts';

const BACKUP: BackupSummary = {
  directory: '/nowhere/backup',
  created_at: '2026-11-22T12:00:00.000Z',
  weir: '1.2.3',
  files: 12,
  bytes: 2_048,
  calls: 1_234,
  charges: 2_468,
  cost: '12.5',
  registry_rows: 40,
};

const tools: StorageTools = {
  verifyBackup: async (directory, { rows }, tell) => {
    tell(1, 2, 'ledger calls 202611');
    if (directory.includes('bad')) {
      throw new WeirError('backup_damaged', `${directory}/manifest.json is missing`, {
        remedy: 'Make a new one.',
      });
    }
    return { ...BACKUP, files: rows ? 12 : 11 };
  },
  restoreBackup: async ({ data_dir }, directory) => ({ ...BACKUP, directory: `${directory} > ${data_dir}` }),
  moveToServers: async (_, { dryRun }) => ({
    ledger: [{ table: 'charges', month: '202611', rows: 2_468, sums: { effective_cost: '12.5' } }],
    registry: [{ table: dryRun ? 'keys' : 'moved', rows: 3 }],
  }),
};
const storage = async () => tools;

describe('weir backup', () => {
  it('is written by control, which is told the whole path', async () => {
    const progress = { type: 'progress', done: 1, total: 9, what: 'ledger calls 202611', bytes: 10 };
    const control = fakeControl({});
    const lines = [progress, { type: 'done', backup: BACKUP }]
      .map((event) => JSON.stringify(event))
      .join('\n');
    const answering = { ...control, fetch: async () => new Response(`${lines}\n`) };
    const { code, out, err } = await runWeir('backup create backup --data-dir /tmp', {
      openLocalControl: async () => answering,
    });
    expect(code, err).toBe(0);
    expect(out).toMatch(/Calls\s+1,234/);
    expect(err).toContain('secrets.key');
  });

  it('says when it was not finished', async () => {
    const control = fakeControl({});
    const { code, err } = await runWeir('backup create backup --data-dir /tmp', {
      openLocalControl: async () => ({ ...control, fetch: async () => new Response('') }),
    });
    expect(code).not.toBe(0);
    expect(err).toContain('ended before the backup did');
  });

  it('is verified, with or without its rows', async () => {
    expect(JSON.parse((await runWeir('backup verify backup --json', { storage })).out)).toEqual(BACKUP);
    const quick = await runWeir('backup verify backup --no-rows --json', { storage });
    expect(JSON.parse(quick.out)).toMatchObject({ files: 11 });
    const bad = await runWeir('backup verify bad', { storage });
    expect(bad.code).not.toBe(0);
    expect(bad.err).toContain('manifest.json is missing');
    expect(bad.err).toContain('Make a new one.');
  });

  it('is restored into the data directory that was named', async () => {
    const { out } = await runWeir('backup restore b --data-dir there --json', { storage });
    expect(JSON.parse(out)).toMatchObject({ directory: '/nowhere/b > /nowhere/there' });
  });
});

describe('weir migrate embedded-to-server', () => {
  it('says table by table what was moved', async () => {
    const { out, err } = await runWeir('migrate embedded-to-server', { storage });
    expect(out).toMatch(/charges\s+202611\s+2,468\s+12\.5/);
    expect(out).toMatch(/registry moved\s+3/);
    expect(err).toContain('compared to the last digit');
  });

  it('changes nothing when asked what it would do', async () => {
    const { out, err } = await runWeir('migrate embedded-to-server --dry-run --json', { storage });
    expect(JSON.parse(out)).toMatchObject({ dry_run: true, registry: [{ table: 'keys' }] });
    expect(err).toBe('');
  });
});
