import { SOURCE_ROLES, type Source, source } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import { names } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { addSettingOptions, type SettingOptions, settingsBody } from './options.ts';
import { printSource } from './print.ts';

interface CreateOptions extends SettingOptions {
  kind: string;
  role?: (typeof SOURCE_ROLES)[number];
  disabled?: boolean;
}

export const sourceCreate = (deps: CliDeps) =>
  defineCommand<CreateOptions>(deps, {
    name: 'create',
    summary: 'create a source: a provider’s API, bills, seats, a folder of files',
    description:
      'Create a source of what the gateway does not see. Role statement: its lines are compared with the ledger, and booked nowhere.\n' +
      'Role charges: its lines are cost that nothing else tells, and become entries of the ledger. weir source kinds lists kinds\n' +
      'with their settings and secrets.',
    creates: true,
    examples: [
      [
        'weir source create openai --kind openai --secret-env admin_key=OPENAI_ADMIN_KEY --setting since=2026-10-01',
        'what OpenAI counts and bills, every hour',
      ],
      [
        'weir source create copilot --kind copilot --setting organization=acme --secret-env token=GITHUB_TOKEN --tag workload=copilot',
        'seats of GitHub Copilot, as a fee per day',
      ],
      [
        'weir source create anthropic --kind anthropic --role charges --secret-env admin_key=KEY --rule project=wrkspc_1:team=search',
        'everything at Anthropic bypasses the gateway',
      ],
    ],
    define: (command) =>
      addSettingOptions(
        command
          .argument('<id>', 'lower-case letters, digits and hyphens; never changes')
          .requiredOption('--kind <kind>', 'what it is: see weir source kinds')
          .addOption(
            new Option('--role <role>', 'what its lines are (default: that of its kind)').choices(
              SOURCE_ROLES,
            ),
          )
          .option('--disabled', 'do not run it on schedule yet'),
      ),
    async run(context, { kind, role, disabled, ...options }, id = '') {
      const body = {
        id,
        kind,
        ...(role === undefined ? {} : { role }),
        ...(disabled ? { enabled: false } : {}),
        ...(await settingsBody(context, options)),
      };
      const created = await (await context.api()).send('POST', '/sources', source, body);
      printSource(context.out, created);
      context.out.note(nextStep(created));
    },
  });

/** A source of files without a place to watch has no schedule, and nothing to run. */
function nextStep({ id, schedule, settings }: Source): string {
  if (schedule === undefined && settings['place'] === undefined) {
    return `Try a file: weir source preview ${id} <file>. Take it in: weir source import ${id} <file>`;
  }
  return `Run it now: weir source run ${id}. What it would take: weir source preview ${id}`;
}

interface ChangeOptions extends SettingOptions {
  removeSecret?: string[];
  enable?: boolean;
  disable?: boolean;
}

export const sourceChange = (deps: CliDeps) =>
  defineCommand<ChangeOptions>(deps, {
    name: 'change',
    summary: 'change a source; kind and role stay what they are',
    description:
      'Change what is given; the rest stays. --setting changes one setting, --settings all of them; --tag, --rule and --take each\n' +
      'replace what there was of them. Lines that were booked keep their tags.',
    examples: [
      ['weir source change openai --secret-env admin_key=NEW_KEY', 'a new key'],
      ['weir source change openai --schedule "5 */4 * * *"', 'every four hours'],
      ['weir source change openai --disable', 'it runs when asked only'],
    ],
    define: (command) =>
      addSettingOptions(command.argument('<id>', 'source to change'))
        .option('--remove-secret <names>', 'take secrets away, comma-separated', names)
        .option('--enable', 'run it on schedule')
        .option('--disable', 'run it when asked only'),
    async run(context, { removeSecret, enable, disable, ...options }, id = '') {
      const api = await context.api();
      const path = `/sources/${segment(id)}`;
      const body = await settingsBody(context, options, await api.get(path, source));
      if (removeSecret !== undefined) {
        const removed = Object.fromEntries(removeSecret.map((name) => [name, null]));
        body['secrets'] = { ...removed, ...(body['secrets'] as object | undefined) };
      }
      if (enable || disable) body['enabled'] = enable === true;
      if (Object.keys(body).length === 0) throw nothingToChange('--schedule "20 * * * *"');
      printSource(context.out, await api.send('PATCH', path, source, body));
    },
  });
