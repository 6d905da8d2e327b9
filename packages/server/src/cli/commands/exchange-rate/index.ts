import { type ExchangeRateView, exchangeRate, importedExchangeRates } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { names, positiveAmount } from '../../options.ts';
import { formatCount, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { readText } from '../../read-file.ts';
import { parseRates } from './csv.ts';

/** As many as one request may hold. */
const CHUNK = 5_000;

const exchangeRateSet = (deps: CliDeps) =>
  defineCommand<{ from?: string; source?: string }>(deps, {
    name: 'set',
    summary: 'add an exchange rate from an instant on',
    description:
      'One unit of the first currency is so many of the second, from an instant until the next rate of the pair. A rate is never\n' +
      'changed: a later one of the same instant takes its place, and what was converted stays as it was.',
    examples: [
      [
        'weir exchange-rate set USD EUR 0.92 --from 2026-11-01 --source "treasury"',
        'one dollar is 0.92 euros',
      ],
    ],
    define: (command) =>
      command
        .argument('<base>', 'currency such as USD')
        .argument('<quote>', 'currency such as EUR')
        .argument('<rate>', 'units of the second for one of the first', positiveAmount)
        .option('--from <time>', 'a date or an instant (default: now)')
        .option('--source <text>', 'where it is written (default: set by hand)'),
    async run({ out, api, time }, { from, source = 'set by hand' }, base = '', quote = '', rate = '') {
      const body = {
        base: base.toUpperCase(),
        quote: quote.toUpperCase(),
        rate,
        source,
        ...(from === undefined ? {} : { from: await time(from, '--from') }),
      };
      const made = await (await api()).send('POST', '/exchange-rates', exchangeRate, body);
      if (out.json) return out.data(made);
      out.note(`1 ${made.base} is ${made.rate} ${made.quote} from ${formatInstant(made.from)} UTC on.`);
    },
  });

const exchangeRateList = (deps: CliDeps) =>
  defineCommand<PagingOptions & { base?: string; quote?: string }>(deps, {
    name: 'list',
    summary: 'list exchange rates, the latest first',
    examples: [['weir exchange-rate list --base EUR --quote USD', 'of one pair']],
    define: (command) =>
      addPagingOptions(command)
        .option('--base <currency>', 'only of this currency')
        .option('--quote <currency>', 'only into this currency'),
    async run({ out, api }, { base, quote, ...paging }) {
      const query = { base: base?.toUpperCase(), quote: quote?.toUpperCase() };
      const list = await fetchPages(await api(), '/exchange-rates', exchangeRate, query, paging);
      if (out.json) return out.data(list);
      if (list.data.length === 0)
        return out.note(
          'No exchange rates yet. Add one: weir exchange-rate set USD EUR 0.92 --from 2026-11-01',
        );
      out.table<ExchangeRateView>(
        [
          { title: 'FROM (UTC)', value: (row) => formatInstant(row.from) },
          { title: 'BASE', value: (row) => row.base },
          { title: 'QUOTE', value: (row) => row.quote },
          { title: 'RATE', value: (row) => row.rate, align: 'right' },
          { title: 'SOURCE', value: (row) => row.source },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });

const exchangeRateImport = (deps: CliDeps) =>
  defineCommand<{ base: string; currency?: string[]; since?: string; source?: string }>(deps, {
    name: 'import',
    summary: 'import exchange rates from a CSV file; the same file twice adds nothing',
    description:
      'Read a CSV with a row per day and a column per currency, as the European Central Bank publishes its reference rates\n' +
      '(eurofxref-hist.csv), or with columns date,base,quote,rate. A rate holds from its day, 00:00 UTC.',
    examples: [
      [
        'weir exchange-rate import eurofxref-hist.csv --currency USD,GBP --since 2026-01-01',
        "the ECB's rates",
      ],
    ],
    define: (command) =>
      command
        .argument('<file>', 'file to read; - reads standard input')
        .option('--base <currency>', 'of files with a column per currency', 'EUR')
        .option('--currency <codes>', 'only these, comma-separated', names)
        .option('--since <date>', 'only from this date on')
        .option('--source <text>', 'where it comes from (default: the file)'),
    async run(context, { base, currency, since, source }, file = '') {
      const rates = parseRates(await readText(context, file), {
        base: base.toUpperCase(),
        source: source ?? file,
        currencies: currency === undefined ? undefined : new Set(currency.map((code) => code.toUpperCase())),
        since,
      });
      const client = await context.api();
      const total = { added: 0, unchanged: 0 };
      for (let at = 0; at < rates.length; at += CHUNK) {
        const body = { rates: rates.slice(at, at + CHUNK) };
        const done = await client.send('POST', '/exchange-rates/import', importedExchangeRates, body);
        total.added += done.added;
        total.unchanged += done.unchanged;
      }
      if (context.out.json) return context.out.data(total);
      context.out.note(
        `${formatCount(total.added)} rates added, ${formatCount(total.unchanged)} were known.`,
      );
    },
  });

export const exchangeRateGroup = (deps: CliDeps) =>
  defineGroup('exchange-rate', 'dated exchange rates between currencies', [
    exchangeRateSet(deps),
    exchangeRateList(deps),
    exchangeRateImport(deps),
  ]);
