import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';
import { redact } from './redact.ts';

const SECRETS = [
  'wk_Zm9vYmFyYmF6cXV4',
  'sk-proj-abc_DEF-123456789',
  'sk-ant-api03-xyzxyzxyz',
  'plainsecretvalue',
];

function logged(isTTY: boolean, write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger('debug', { isTTY, write: (line) => (text += line) }));
  return text;
}

describe.each([false, true])('a logger (terminal: %s)', (isTTY) => {
  it('never lets a secret out, wherever it stands', () => {
    const text = logged(isTTY, (log) => {
      log.info({ headers: { authorization: `Bearer ${SECRETS[3]}`, 'X-Api-Key': SECRETS[3] } }, 'by field');
      log.warn(`key ${SECRETS[0]} and ${SECRETS[1]} in a sentence`);
      log.error({ err: new Error(`upstream said: invalid key ${SECRETS[2]}`) }, 'in an error');
      log.info({ raw: ['x-api-key', SECRETS[3], 'Authorization', `Bearer ${SECRETS[3]}`] }, 'as raw headers');
      log.info(
        { body: JSON.stringify({ token: SECRETS[3], nested: { password: SECRETS[3] } }) },
        'as JSON text',
      );
      log.info(`Authorization: Bearer ${SECRETS[3]}`);
    });
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).toContain('by field');
    expect(text).toContain('in a sentence');
  });

  it('leaves out what is below its level', () => {
    let text = '';
    createLogger('warn', { isTTY, write: (line) => (text += line) }).info('quiet');
    expect(text).toBe('');
  });
});

it('writes one JSON object per line when not on a terminal, with level name and time', () => {
  const line = logged(false, (log) => log.child({ worker: 'gw-1' }).info({ calls: 3 }, 'ready'));
  expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: 'ready', worker: 'gw-1', calls: 3 });
  expect(line.endsWith('\n')).toBe(true);
});

it('keeps text that is no secret', () => {
  for (const text of [
    '{"tokens":12,"max_tokens":5}',
    'task-list',
    'a basic idea',
    'the secret is out',
    'wk_',
    'sk-1',
  ]) {
    expect(redact(text)).toBe(text);
  }
});
