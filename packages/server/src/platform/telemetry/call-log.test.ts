import { expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { createLogger } from '../log.ts';
import { callFixture } from './call.fixture.ts';
import { createCallLog } from './call-log.ts';

function logged(settings: object, random = 0.5) {
  const lines: string[] = [];
  const log = createLogger('info', { write: (text) => lines.push(text) });
  const record = createCallLog(configSchema.parse({ log: settings }).log, log, () => random);
  record([callFixture(), callFixture({ call_id: 'c-2', status: 'refused', error_code: 'overloaded' })]);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it.each([
  [{}, []],
  [{ calls: 'errors' }, ['refused']],
  [{ calls: 'all' }, ['ok', 'refused']],
  [{ calls: 'sampled', calls_sample_percent: 10 }, ['refused']],
  [{ calls: 'sampled', calls_sample_percent: 60 }, ['ok', 'refused']],
])('with %o leaves a line for %o', (settings, statuses) => {
  expect(logged(settings).map(({ status }) => status)).toEqual(statuses);
});

it('says whose call it was, where it went, how it ended and what it cost; nothing of its content', () => {
  const [line] = logged({ calls: 'all' });
  expect(line).toMatchObject({
    msg: 'call',
    call_id: '01980a44-3c00-7000-8000-000000000001',
    workload: 'support-bot',
    key: 'key_1',
    provider: 'azure',
    model: 'gpt-4o',
    status: 'ok',
    http_status: 200,
    duration_ms: 1500,
    ttft_ms: 250,
    input_tokens: 100,
    output_tokens: 40,
    cost: '0.000650000000',
    attempts: 2,
  });
  expect(Object.keys(line ?? {})).not.toContain('raw_usage');
});
