import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatementLine } from '@weir/core/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Connector, lineId, type PlacedFile, RowProblem } from './index.ts';
import { type SourceHarness, sourceHarness } from './testing.ts';
import { keepUpload } from './uploads.ts';

/** Files of the watched place, by name. */
let files: { name: string; text: string; tag: string; modifiedAt: string }[] = [];
let opened: string[] = [];

/** Lines such as `2026-11-20,USD,12.50`. */
const rows: Connector = {
  kind: 'rows',
  name: 'Rows',
  settings: z.object({ watched: z.boolean().default(false) }).strict(),
  secrets: [{ name: 'password', required: false, hint: 'Ask the bank.' }],
  defaultRole: 'charges',
  async *read(file, ctx) {
    let text = '';
    for await (const chunk of file.stream()) text += Buffer.from(chunk).toString('utf8');
    for (const [index, content] of text.split('\n').entries()) {
      if (content === '') continue;
      const [day = '', currency = '', cost = ''] = content.split(',');
      const row = { day, currency, cost };
      try {
        for (const line of rows.parseRow(row, ctx)) yield { line };
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        yield { bad: { place: file.name, line: index + 1, reason: error.message, row } };
      }
    }
  },
  place: (settings) =>
    settings['watched'] === true
      ? {
          async *list() {
            for (const { name, text, tag, modifiedAt } of files) {
              yield { name, size: text.length, tag, modifiedAt: new Date(modifiedAt) };
            }
          },
          async open({ name }: PlacedFile) {
            opened.push(name);
            const text = files.find((file) => file.name === name)?.text ?? '';
            return {
              name,
              size: text.length,
              async *stream() {
                yield Buffer.from(text);
              },
              slice: async (start, end) => Buffer.from(text.slice(start, end)),
              close: async () => {},
            };
          },
        }
      : undefined,
  parseRow(row, ctx): StatementLine[] {
    if (row['currency'] === '') throw new RowProblem('The currency is missing. Add it and replay the row.');
    const since = `${String(row['day'])}T00:00:00.000Z`;
    return [
      {
        source: ctx.source,
        id: lineId(since),
        version: ctx.version,
        tells: 'cost',
        provider: 'acme',
        category: 'tools',
        since,
        until: new Date(Date.parse(since) + 86_400_000).toISOString(),
        cost: String(row['cost']),
        currency: String(row['currency']),
        description: 'a row',
        tags: {},
      },
    ];
  },
};

const BY = { actor: 'ana' };
const bytes = (text: string) =>
  (async function* () {
    yield Buffer.from(text);
  })();

describe('the desk of sources', () => {
  let h: SourceHarness;
  let n = 0;
  let id = '';
  beforeAll(async () => {
    h = await sourceHarness([rows]);
  });
  afterAll(() => h.close());
  beforeEach(async () => {
    id = `rows-${++n}`;
    h.clock.advance(60_000);
    h.ledger.calls.length = 0;
    h.findings.length = 0;
    opened = [];
    files = [];
  });

  const upload = async (name: string, text: string) => {
    let last: unknown;
    for await (const event of h.desk.upload(id, name, bytes(text))) last = event;
    return last;
  };

  it('reads an upload, previews it without keeping anything, and takes the same file only once', async () => {
    await h.create({ id, kind: 'rows' });
    const text = '2026-11-20,USD,12.50\n2026-11-21,,7\n2026-11-19,USD,1\n';
    const preview = await h.desk.preview(id, { name: 'bill.csv', body: bytes(text) }, 2);
    expect(preview).toMatchObject({
      read: 2,
      complete: false,
      cost: { USD: '12.5' },
      problems: [{ place: 'bill.csv', line: 2 }],
    });
    expect(h.ledger.calls).toHaveLength(0);
    expect(await upload('../../etc/bill.csv', text)).toMatchObject({
      run: { subject: 'bill.csv', state: 'done', added: 2, quarantined: 1 },
    });
    await upload('bill.csv', text);
    expect(h.ledger.cost).toBe('13.5');
    expect((await h.desk.show(id)).quarantined).toBe(1);
  });

  it('takes a mended row in, and leaves out one that its source has told meanwhile', async () => {
    await h.create({ id, kind: 'rows' });
    await upload('a.csv', '2026-11-20,,12.50\n2026-11-21,,7\n');
    h.clock.advance(60_000);
    await upload('b.csv', '2026-11-21,USD,8\n');
    const { data } = await h.registry.quarantine.list(id, { state: 'open' });
    for (const row of data) await h.registry.quarantine.mend(id, row.id, { ...row.row, currency: 'USD' }, BY);
    expect(await h.desk.replay(id, undefined, BY)).toEqual({ replayed: 2, failed: [] });
    expect(h.ledger.cost).toBe('20.5');
    await expect(h.registry.quarantine.mend(id, data[0]?.id ?? '', {}, BY)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('reads what is new in a watched place, oldest first, and a file again only when it changed', async () => {
    await h.create({ id, kind: 'rows', settings: { watched: true } });
    files = [
      { name: 'new.csv', text: '2026-11-20,USD,5\n', tag: '1', modifiedAt: '2026-11-21T00:00:00Z' },
      { name: 'old.csv', text: '2026-11-20,USD,4\n', tag: '1', modifiedAt: '2026-11-20T00:00:00Z' },
    ];
    expect(await h.run(id)).toMatchObject({ run: { state: 'done', added: 1, revised: 1 } });
    expect(opened).toEqual(['old.csv', 'new.csv']);
    expect(h.ledger.cost).toBe('5');
    h.clock.advance(60_000);
    await h.run(id);
    expect(opened).toHaveLength(2);
    files[0] = { name: 'new.csv', text: '2026-11-20,USD,6\n', tag: '2', modifiedAt: '2026-11-22T00:00:00Z' };
    h.clock.advance(60_000);
    await h.run(id);
    expect(opened).toEqual(['old.csv', 'new.csv', 'new.csv']);
    expect(h.ledger.cost).toBe('6');
  });

  it('removes an upload once it was read, also when it was refused', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'weir-uploads-'));
    const file = await keepUpload('a.csv', bytes('0123456789'), dir);
    expect(Buffer.from(await file.slice(2, 5)).toString()).toBe('234');
    expect(file).toMatchObject({ name: 'a.csv', size: 10 });
    await file.close();
    const broken = (async function* () {
      yield Buffer.from('half');
      throw new Error('the client has gone');
    })();
    await expect(keepUpload('a.csv', broken, dir)).rejects.toThrow('gone');
    expect(readdirSync(dir)).toEqual([]);
    rmSync(dir, { recursive: true });
    expect(existsSync(dir)).toBe(false);
  });

  it('keeps secrets sealed: changed one by one, never shown, never in the audit', async () => {
    await h.create({ id, kind: 'rows', secrets: { password: 'hunter2-hunter2' } });
    const changed = await h.desk.change(id, { secrets: { password: 'swordfish-swordfish' } }, BY);
    expect(changed.secrets).toEqual(['password']);
    expect(await h.registry.sources.secrets(id)).toEqual({ password: 'swordfish-swordfish' });
    const audit = await h.registry.audit.list({ subject: `source/${id}` });
    expect(audit.data.map(({ action }) => action).sort()).toEqual(['source.change', 'source.create']);
    expect(JSON.stringify([changed, audit])).not.toMatch(/hunter2|swordfish/);
    expect((await h.desk.change(id, { secrets: { password: null } }, BY)).secrets).toEqual([]);
    await expect(h.desk.change(id, { secrets: { pin: '1' } }, BY)).rejects.toMatchObject({
      field: 'secrets',
      remedy: 'It takes password.',
    });
  });

  it('refuses what is no schedule, no kind, no setting, and a second of the same id', async () => {
    await expect(h.create({ id, kind: 'rows', schedule: 'often' })).rejects.toMatchObject({
      field: 'schedule',
    });
    await expect(h.create({ id, kind: 'rows', schedule: '* * * * * *' })).rejects.toMatchObject({
      field: 'schedule',
    });
    await expect(h.create({ id, kind: 'crows' })).rejects.toMatchObject({ field: 'kind' });
    await expect(h.create({ id, kind: 'rows', settings: { watched: 'yes' } })).rejects.toMatchObject({
      field: 'settings.watched',
    });
    await h.create({ id, kind: 'rows' });
    await expect(h.create({ id, kind: 'rows' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('runs what is due, in time, and never one that is off; what lags is a finding', async () => {
    await h.create({ id, kind: 'rows', settings: { watched: true }, schedule: '0 * * * *' });
    await h.create({
      id: `${id}-off`,
      kind: 'rows',
      settings: { watched: true },
      schedule: '0 * * * *',
      enabled: false,
    });
    const { scheduler } = h.desk;
    await scheduler.look();
    await scheduler.idle();
    expect((await h.registry.sourceRuns.list(id, {})).data).toHaveLength(0);
    const next = (await h.desk.show(id)).next_run_at ?? '';
    h.clock.set(next);
    await scheduler.look();
    await scheduler.idle();
    await scheduler.look();
    await scheduler.idle();
    expect((await h.registry.sourceRuns.list(id, {})).data).toHaveLength(1);
    expect((await h.registry.sourceRuns.list(`${id}-off`, {})).data).toHaveLength(0);
    await h.registry.sources.advance(id, { coveredUntil: new Date(h.clock.now()) });
    h.clock.advance(2 * 3_600_000 + 60_000);
    expect(await h.desk.show(id)).toMatchObject({ state: 'lagging', lag_seconds: 7_260 });
    await scheduler.look();
    await scheduler.idle();
    expect(h.findings).toContainEqual(expect.objectContaining({ kind: 'source_lagging', subject: id }));
    expect(await h.desk.show(`${id}-off`)).toMatchObject({ state: 'disabled' });
  });

  it('says of runs that a process did not live to end that they failed', async () => {
    await h.create({ id, kind: 'rows' });
    await h.registry.sourceRuns.start(id, undefined);
    expect(await h.registry.sourceRuns.endInterrupted()).toBe(1);
    expect(await h.desk.show(id)).toMatchObject({
      state: 'failing',
      last_error: expect.stringContaining('Weir ended'),
    });
  });

  it('removes a source with its runs; what it told stays', async () => {
    await h.create({ id, kind: 'rows' });
    await upload('a.csv', '2026-11-20,USD,1\n2026-11-21,,1\n');
    await h.desk.remove(id, BY);
    await expect(h.desk.show(id)).rejects.toMatchObject({ code: 'not_found' });
    expect(h.statements.kept.some(({ source }) => source === id)).toBe(true);
    expect(h.ledger.calls).toHaveLength(1);
  });
});
