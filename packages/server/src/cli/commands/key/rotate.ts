import { keyWithSecret } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { requireDuration } from '../../times.ts';
import { printSecret } from './print.ts';

export const keyRotate = (deps: CliDeps) =>
  defineCommand<{ grace?: string }>(deps, {
    name: 'rotate',
    summary: 'replace a key by a new one and print its secret, once',
    examples: [
      ['weir key rotate key_0199c1d2 --grace 1h', 'both secrets work for an hour'],
      ['weir key rotate key_0199c1d2', 'the old secret stops at once'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'key to replace')
        .option(
          '--grace <duration>',
          'how long the old secret keeps working: 30m, 1h, 7d (default: 0, not at all)',
        ),
    async run({ out, api }, options, id = '') {
      const grace = options.grace === undefined ? 0 : requireDuration(options.grace, '--grace');
      const body = { grace_seconds: Math.floor(grace / 1_000) };
      printSecret(out, await (await api()).send('POST', `/keys/${segment(id)}/rotate`, keyWithSecret, body));
      out.note(
        grace === 0
          ? 'The old secret no longer works.'
          : `The old secret works for another ${options.grace}.`,
      );
    },
  });
