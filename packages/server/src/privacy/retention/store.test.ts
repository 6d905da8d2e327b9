import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRetentionStore, ENTRY_BYTES, isSampled, type RetentionEntry } from './index.ts';

const KEY = Buffer.alloc(32, 7);
const DAY = 86_400_000;
const AT = Date.parse('2026-11-22T13:00:00Z');
const FOREVER = { days: 30, sample_percent: 100 };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-retention-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const entry = (more: Partial<RetentionEntry> = {}): RetentionEntry => ({
  callId: 'call-1',
  workload: 'support-bot',
  at: AT,
  request: Buffer.from('{"messages":["the secret question"]}'),
  answer: Buffer.from('{"choices":["the secret answer"]}'),
  ...more,
});

describe('the retention store', () => {
  it('gives back what it was given', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    expect(await store.put(entry(), FOREVER)).toBe(true);
    const kept = await store.get('call-1', '2026-11-22', AT);
    expect(kept).toEqual({ ...entry(), expiresAt: AT + 30 * DAY, truncated: false });
    expect(await store.get('call-2', '2026-11-22', AT)).toBeUndefined();
    expect(await store.get('call-1', '2026-11-21', AT)).toBeUndefined();
  });

  it('writes no plain text, one private file per call, and no leftovers', async () => {
    await createRetentionStore({ directory, key: KEY }).put(entry(), FOREVER);
    expect(await readdir(join(directory, '2026-11-22'))).toEqual(['call-1.bin']);
    const path = join(directory, '2026-11-22', 'call-1.bin');
    const bytes = await readFile(path);
    const base64 = ['secret', 'question', 'answer'].map((word) =>
      Buffer.from(word).toString('base64').slice(0, 6),
    );
    for (const trace of ['secret', 'question', 'answer', 'messages', ...base64]) {
      expect(bytes.includes(trace)).toBe(false);
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, '2026-11-22'))).mode & 0o777).toBe(0o700);
  });

  it('refuses what was changed, cut, or sealed with another key', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    await store.put(entry(), FOREVER);
    const path = join(directory, '2026-11-22', 'call-1.bin');
    const bytes = await readFile(path);
    const other = createRetentionStore({ directory, key: Buffer.alloc(32, 8) });
    await expect(other.get('call-1', '2026-11-22', AT)).rejects.toMatchObject({ code: 'internal' });
    const extended = Buffer.from(
      bytes.toString('latin1').replace('"expires_at":1', '"expires_at":9'),
      'latin1',
    );
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    for (const damaged of [extended, flipped, bytes.subarray(0, 40), Buffer.alloc(0)]) {
      await writeFile(path, damaged);
      await expect(store.get('call-1', '2026-11-22', AT)).rejects.toMatchObject({ code: 'internal' });
    }
  });

  it('keeps at most 1 MiB of a call and says so', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    await store.put(
      entry({ request: Buffer.alloc(3 * ENTRY_BYTES, 97), answer: Buffer.alloc(ENTRY_BYTES) }),
      FOREVER,
    );
    const kept = await store.get('call-1', '2026-11-22', AT);
    expect(kept?.truncated).toBe(true);
    expect((kept?.request.length ?? 0) + (kept?.answer.length ?? 0)).toBe(ENTRY_BYTES);
  });

  it('gives nothing out after its time, and removes it', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    await store.put(entry({ callId: 'short' }), { days: 1, sample_percent: 100 });
    await store.put(entry({ callId: 'long' }), { days: 10, sample_percent: 100 });
    expect(await store.get('short', '2026-11-22', AT + DAY)).toBeUndefined();
    expect(await store.purge(AT + DAY - 1)).toBe(0);
    expect(await store.purge(AT + DAY)).toBe(1);
    expect(await readdir(join(directory, '2026-11-22'))).toEqual(['long.bin']);
    expect(await store.purge(AT + 10 * DAY)).toBe(1);
    expect(await readdir(directory)).toEqual([]);
    expect(await store.purge(AT + 10 * DAY)).toBe(0);
  });

  it('leaves files alone that are not its own', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    await writeFile(join(directory, 'notes.txt'), 'mine');
    await store.purge(AT);
    expect(await readdir(directory)).toEqual(['notes.txt']);
  });

  it('keeps the last of two entries of a call', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    await store.put(entry(), FOREVER);
    await store.put(entry({ answer: Buffer.from('second') }), FOREVER);
    expect((await store.get('call-1', '2026-11-22', AT))?.answer.toString()).toBe('second');
  });

  it.each(['../x', 'a/b', '', '..', 'a'.repeat(129)])('refuses %j as a call id', async (callId) => {
    const store = createRetentionStore({ directory, key: KEY });
    await expect(store.put(entry({ callId }), FOREVER)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(store.get('ok', '../2026', AT)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('refuses a short key', () => {
    expect(() => createRetentionStore({ directory, key: Buffer.alloc(16) })).toThrow(/32 bytes/);
  });
});

describe('the sample', () => {
  it('is the same for a call id every time, and as large as asked for', async () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `call-${i}`);
    const tenth = ids.filter((id) => isSampled(id, 10));
    expect(tenth.length / ids.length).toBeCloseTo(0.1, 1);
    expect(tenth.every((id) => isSampled(id, 10) && isSampled(id, 20))).toBe(true);
    expect(ids.every((id) => isSampled(id, 100))).toBe(true);
  });

  it('leaves out what it does not hold', async () => {
    const store = createRetentionStore({ directory, key: KEY });
    const outside = Array.from({ length: 100 }, (_, i) => `call-${i}`).find((id) => !isSampled(id, 1)) ?? '';
    expect(await store.put(entry({ callId: outside }), { days: 1, sample_percent: 1 })).toBe(false);
    expect(await readdir(directory)).toEqual([]);
  });
});
