import { WeirError } from '@weir/core/errors';
import { afterEach, describe, expect, it } from 'vitest';
import type { FoundResources, ResourceRecord } from '../../registry/resource-record.ts';
import type { ResourceStore } from '../resources/port.ts';
import { Harness, json } from '../testing/harness.ts';
import { provider, SECRET } from '../testing/state.ts';

/** Control's table in memory. */
class Table implements ResourceStore {
  readonly rows: ResourceRecord[] = [];
  readonly settled: string[] = [];
  down = false;
  finds = 0;

  async find(workload: string, ids: readonly string[]): Promise<FoundResources> {
    this.reach();
    this.finds += 1;
    const known = this.rows.filter(({ id }) => ids.includes(id));
    return {
      own: known.filter((row) => row.workload === workload),
      foreign: known.filter((row) => row.workload !== workload).map(({ id }) => id),
    };
  }

  async remember(records: readonly ResourceRecord[]): Promise<void> {
    this.reach();
    this.rows.push(...records);
  }

  async forget(_workload: string, id: string): Promise<void> {
    this.rows.splice(
      this.rows.findIndex((row) => row.id === id),
      1,
    );
  }

  async settleBatch(_workload: string, id: string): Promise<boolean> {
    this.settled.push(id);
    return true;
  }

  private reach(): void {
    if (this.down) throw new WeirError('limits_unavailable', 'Control is down.');
  }
}

let harness: Harness;
let table: Table;
afterEach(() => harness.stop());

async function start() {
  table = new Table();
  harness = await new Harness().start({
    options: { resources: table, env: { PROVIDER_KEY: 'sk-provider-secret', SECOND_KEY: 'sk-second' } },
    change: (state) => {
      const base = state.providers['openai']?.baseUrl ?? '';
      state.providers['second'] = provider({
        id: 'second',
        baseUrl: base,
        secretEnv: 'SECOND_KEY',
        priceProvider: 'openai',
      });
    },
  });
}

const auth = { authorization: `Bearer ${SECRET}` };
const answerJson = (body: object, status = 200) => {
  harness.upstream.answer = (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  };
};
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-4o-mini',
  output: [],
  usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 },
};
const ask = (body: object) => harness.post('/v1/responses', { model: 'gpt-4o-mini', input: 'hi', ...body });
const foreign = (id: string): ResourceRecord => ({
  id,
  kind: 'response',
  dialect: 'openai',
  provider: 'openai',
  workload: 'somebody-else',
  key: 'k',
  organization: 'default',
  call_id: 'c',
  created_at: 1,
});

describe('stored answers [18]', () => {
  it('pin what follows to the account they came from', async () => {
    await start();
    answerJson(RESPONSE);
    expect((await ask({ model: 'second/gpt-4o-mini' })).status).toBe(200);
    expect(harness.upstream.last.headers.authorization).toBe('Bearer sk-second');
    expect((await ask({ previous_response_id: 'resp_1' })).status).toBe(200);
    expect(harness.upstream.last.headers.authorization).toBe('Bearer sk-second');
    expect(table.finds).toBe(0);
    const elsewhere = await ask({ model: 'openai/gpt-4o-mini', previous_response_id: 'resp_1' });
    expect([elsewhere.status, elsewhere.headers['x-weir-error']]).toEqual([400, 'invalid_argument']);
    expect(harness.upstream.seen).toHaveLength(2);
  });

  it('are told to control, and are not when the client wants them not kept', async () => {
    await start();
    answerJson(RESPONSE);
    await ask({});
    await harness.until(() => table.rows.length === 1);
    expect(table.rows[0]).toMatchObject({ id: 'resp_1', kind: 'response', provider: 'openai', key: 'key_1' });
    answerJson({ ...RESPONSE, id: 'resp_2' });
    await ask({ store: false });
    expect((await ask({ previous_response_id: 'resp_2' })).status).toBe(404);
  });

  it('look the same whether they are another workload’s or nobody’s', async () => {
    await start();
    table.rows.push(foreign('resp_other'), foreign('plain-id'));
    const [others, nobodys, plain] = [
      await ask({ previous_response_id: 'resp_other' }),
      await ask({ previous_response_id: 'resp_none1' }),
      await ask({ previous_response_id: 'plain-id' }),
    ];
    for (const reply of [others, nobodys, plain]) {
      expect([reply.status, reply.headers['x-weir-error']]).toEqual([404, 'resource_not_owned']);
    }
    const text = (reply: typeof others) =>
      JSON.stringify(json(reply)['error'])
        .replace(/resp_\w+/, 'X')
        .replace(/call_\S+|[0-9a-f-]{36}/, '');
    expect(text(others)).toBe(text(nobodys));
    expect(harness.upstream.seen).toHaveLength(0);
    expect((await harness.get('/v1/responses/resp_other', auth)).status).toBe(404);
  });

  it('are found in memory while control is down; what is not there may be asked for later', async () => {
    await start();
    answerJson(RESPONSE);
    await ask({});
    await harness.until(() => table.rows.length === 1);
    table.down = true;
    expect((await ask({ previous_response_id: 'resp_1' })).status).toBe(200);
    const unknown = await ask({ previous_response_id: 'resp_9' });
    expect([unknown.status, unknown.headers['x-should-retry']]).toEqual([503, 'true']);
  });

  it('are shown, listed and deleted where they are', async () => {
    await start();
    answerJson(RESPONSE);
    await ask({ model: 'second/gpt-4o-mini' });
    expect((await harness.get('/v1/responses/resp_1?include=x', auth)).status).toBe(200);
    expect(harness.upstream.last).toMatchObject({ method: 'GET', url: '/v1/responses/resp_1?include=x' });
    expect(harness.upstream.last.headers.authorization).toBe('Bearer sk-second');
    expect((await harness.get('/openai/v1/responses/resp_1/input_items', auth)).status).toBe(200);
    await harness.until(() => table.rows.length === 1);
    expect((await harness.get('/v1/responses/resp_1', auth, 'DELETE')).status).toBe(200);
    expect((await harness.get('/v1/responses/resp_1', auth)).status).toBe(404);
    expect(harness.spool.ends.filter(({ status }) => status === 'ok')).toHaveLength(1);
  });
});

describe('files', () => {
  it('are made where the header says, seen by their workload only, and not without control', async () => {
    await start();
    answerJson({ id: 'file-1', object: 'file' });
    const made = await harness.post('/v1/files', 'whatever', { 'x-weir-provider': 'second' });
    expect([made.status, json(made)['id']]).toEqual([200, 'file-1']);
    expect(harness.upstream.last.headers.authorization).toBe('Bearer sk-second');
    expect(harness.upstream.last.headers['x-weir-provider']).toBeUndefined();
    answerJson({
      object: 'list',
      data: [{ id: 'file-1' }, { id: 'file-2' }],
      has_more: false,
      first_id: 'file-1',
      last_id: 'file-2',
    });
    const listed = await harness.get('/v1/files', { ...auth, 'x-weir-provider': 'second' });
    expect(json(listed)).toEqual({
      object: 'list',
      data: [{ id: 'file-1' }],
      has_more: false,
      first_id: 'file-1',
      last_id: 'file-1',
    });
    table.down = true;
    const seen = harness.upstream.seen.length;
    expect((await harness.post('/v1/files', 'whatever')).status).toBe(503);
    expect(harness.upstream.seen).toHaveLength(seen);
  });

  it('come down as they are, held back by a slow reader, and nothing is charged', async () => {
    await start();
    table.rows.push({ ...foreign('file-big'), kind: 'file', workload: 'support-bot' });
    const chunk = Buffer.alloc(1024 * 1024, 7);
    let written = 0;
    harness.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/octet-stream' });
      const more = () => {
        while (written < 64) {
          written += 1;
          if (!res.write(chunk)) {
            res.once('drain', more);
            return;
          }
        }
        res.end();
      };
      more();
    };
    const { req, reply } = harness.open('GET', '/v1/files/file-big/content', auth);
    const paused = new Promise<void>((resolve) => {
      req.on('response', (res) => {
        res.pause();
        setTimeout(() => {
          res.resume();
          resolve();
        }, 200);
      });
    });
    await paused;
    const { body } = await reply;
    expect(body.length).toBe(64 * chunk.length);
    expect(harness.spool.records).toEqual([]);
  });

  it('are not taken where the data must be looked through', async () => {
    table = new Table();
    harness = await new Harness().start({
      workload: { data: { detectors: { email: 'block' }, answers: false } },
      options: { resources: table },
    });
    expect(json(await harness.post('/v1/files', 'a@b.c'))).toMatchObject({ error: { code: 'data_blocked' } });
  });

  it('tell their provider’s refusals as they came, and refuse in the dialect of the caller', async () => {
    await start();
    answerJson({ error: { message: 'no', code: 'nope' } }, 422);
    expect((await harness.post('/v1/files', 'x')).status).toBe(422);
    expect(table.rows).toEqual([]);
    const anthropic = await harness.get('/v1/files/file_x', {
      'x-api-key': SECRET,
      'anthropic-version': '2023-06-01',
    });
    expect(json(anthropic)).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
    const google = await harness.get('/v1beta/cachedContents/x', { 'x-goog-api-key': SECRET });
    expect(json(google)).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
    expect((await harness.get('/v1/files', {})).status).toBe(401);
  });
});
