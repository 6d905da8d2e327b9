import { AGREEMENT_KINDS, type AgreementKind, agreementView } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { collect } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { parseObject, readText } from '../../read-file.ts';
import { printAgreement } from './print.ts';

interface Options {
  kind?: AgreementKind;
  name?: string;
  provider?: string;
  model?: string[];
  unit?: string[];
  currency: string;
  from?: string;
  until?: string;
  source?: string;
  terms?: string;
  file?: string;
}

export const agreementCreate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'add an agreement with a provider; it is never changed, only ended',
    description:
      'What was agreed that depends on what was used before, or on time. Its terms by kind, as JSON:\n' +
      '  volume       {"measure":"quantity","steps":[{"above":"1000000000","price":"1.8"}]}  (measure quantity or spend)\n' +
      '  free         {"quantity":"1000000"}\n' +
      '  discount     {"percent":"10","above":"5000"}\n' +
      '  commitment   {"amount":"10000","discount_percent":"15","period":"year"}\n' +
      '  credit       {"grants":[{"id":"2026","amount":"5000","cost":"4000","from":"2026-01-01T00:00:00Z"}]}\n' +
      '  provisioned  {"hourly_price":"2","units":50,"capacity_per_hour":"9000000"}\n' +
      '  self_hosted  {"gpu_hour_cost":"2.5","gpus":8,"throughput":{"output_tokens":"2400"}}',
    examples: [
      [
        'weir agreement create openai-2026 --kind commitment --provider openai --from 2026-01-01 --until 2027-01-01 --terms \'{"amount":"10000","discount_percent":"15"}\' --source "contract 4711"',
        'at least 10,000 a month, 15% off',
      ],
      ['weir agreement create openai-2026 --file agreement.json', 'as the API takes it'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'name of it: small letters, digits and hyphens')
        .addOption(new Option('--kind <kind>', 'what is agreed').choices(AGREEMENT_KINDS))
        .option('--name <name>', 'name for people (default: the id)')
        .option('--provider <id>', 'provider as calls name it')
        .option('--model <name>', 'only this model or prefix*; repeat for more', collect)
        .option('--unit <unit>', 'only this unit, or family:<family>; repeat for more', collect)
        .option('--currency <code>', 'of its amounts', 'USD')
        .option('--from <time>', 'a date or an instant (default: now)')
        .option('--until <time>', 'up to but without this date or instant (default: until it is ended)')
        .option('--source <text>', 'where it is written: a contract, an order')
        .option('--terms <json>', 'what its kind needs; see above')
        .option('--file <file>', 'all of it as JSON, instead of options; - reads standard input'),
    async run(context, options, id = '') {
      const body =
        options.file === undefined
          ? await bodyOf(id, context.time, options, context.io.now())
          : parseObject(await readText(context, options.file), options.file, '--file');
      const made = await (await context.api()).send('POST', '/agreements', agreementView, { ...body, id });
      if (context.out.json) return context.out.data(made);
      printAgreement(context.out, made);
      const month = made.from.slice(0, 7);
      context.out.note(
        `It changes every month since ${month} that is not closed. See what it books: weir agreement apply <month> --dry-run`,
      );
    },
  });

async function bodyOf(
  id: string,
  time: (text: string, option: string) => Promise<string>,
  { kind, name, provider, model, unit, currency, from, until, source, terms }: Options,
  now: number,
): Promise<Record<string, unknown>> {
  const needed = { '--kind': kind, '--provider': provider, '--source': source, '--terms': terms };
  for (const [option, value] of Object.entries(needed)) {
    if (value === undefined) throw usageError(`${option} is missing`, 'Give it, or all as --file.', option);
  }
  return {
    kind,
    name: name ?? id,
    provider,
    models: model,
    units: unit,
    currency: currency.toUpperCase(),
    from: from === undefined ? new Date(now).toISOString() : await time(from, '--from'),
    ...(until === undefined ? {} : { until: await time(until, '--until') }),
    source,
    terms: parseObject(terms ?? '', '--terms', '--terms'),
  };
}
