import { keyWithSecret } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { collectPairs } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { durationMs, resolveTime } from '../../times.ts';
import { printSecret } from './print.ts';

interface Options {
  workload: string;
  name?: string;
  expires?: string;
  tag?: Record<string, string>;
}

export const keyCreate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a key and print its secret, once',
    examples: [
      ['weir key create --workload support-bot', 'a key for the workload'],
      [
        'weir key create --workload support-bot --expires 90d --tag customer=acme',
        'that expires and fixes a tag',
      ],
      [
        'export OPENAI_API_KEY=$(weir key create --workload support-bot --json | jq -r .secret)',
        'for a script',
      ],
    ],
    define: (command) =>
      command
        .requiredOption('--workload <id>', 'workload that the calls belong to')
        .option('--name <name>', 'name for people')
        .option('--expires <when>', 'from now (90d, 24h), a date or an instant (default: never)')
        .option('--tag <name=value>', 'tag that callers cannot override; repeat for more', collectPairs),
    async run({ io, out, api, time }, options) {
      const { workload, name, tag, expires } = options;
      const client = await api();
      const expiresAt = expires === undefined ? undefined : await expiry(expires, io.now(), time);
      const body = { workload, name, tags: tag, expires_at: expiresAt };
      printSecret(out, await client.send('POST', '/keys', keyWithSecret, body));
    },
  });

/** A duration counts forward from now, unlike in `--since`. */
async function expiry(
  text: string,
  now: number,
  time: (text: string, option: string) => Promise<string>,
): Promise<string> {
  const span = durationMs(text);
  return span === undefined ? time(text, '--expires') : resolveTime('now', '--expires', now + span, 'UTC');
}
