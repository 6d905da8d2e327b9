import {
  createPriceBook,
  type Quote,
  type QuoteDeps,
  type QuoteFailure,
  quoteLine,
} from '@weir/core/pricing';
import { loadCatalog } from '../../../platform/catalog.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { linesOf, writeTo } from '../../pipe.ts';
import type { CliDeps, CliIo } from '../../ports.ts';

export const priceQuote = (deps: CliDeps) =>
  defineCommand<{ jsonl?: boolean }>(deps, {
    name: 'quote',
    summary: 'price usage from standard input, line by line, at list prices',
    description:
      'Each line of standard input is a JSON object: {"provider", "flavor"?, "model"?, "at"?, "body"} with a response\n' +
      'of the provider, where flavor is chat, responses, embeddings or default (found out from the body when absent);\n' +
      'or {"provider", "model", "at"?, "usage": {unit: quantity}}. Each becomes one line of standard output, in order:\n' +
      '{"usage", "cost": {unit: amount}, "total", "priced", "price_ref"} with exact amounts in US dollars, or\n' +
      '{"error": {"code", "message", "field"?}} for a line that cannot be priced; then the exit code is 1.\n' +
      'Needs no running Weir and no data directory.',
    connects: false,
    examples: [
      [
        `echo '{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":1200,"output_tokens":300}}' \\\n    | weir price quote --jsonl`,
        'one usage',
      ],
      ['weir price quote --jsonl < responses.jsonl > costs.jsonl', 'a file of responses'],
    ],
    define: (command) => command.option('--jsonl', 'JSON lines in and out (the only form there is)'),
    async run({ io, exitWith }) {
      const failures = await quoteLines(io, quoteDeps(io));
      if (failures > 0) exitWith(EXIT.failed);
    },
  });

/** Answers line for line; resolves to how many could not be priced. */
async function quoteLines(io: CliIo, deps: QuoteDeps): Promise<number> {
  let failures = 0;
  for await (const lines of linesOf(io.stdin as AsyncIterable<Uint8Array | string>)) {
    const answers = lines.map((line) => quoteText(line, deps));
    failures += answers.filter((answer) => 'error' in answer).length;
    const text = answers.map((answer) => JSON.stringify(answer)).join('\n');
    if (!(await writeTo(io.stdout, `${text}\n`))) break;
  }
  return failures;
}

export function quoteText(line: string, deps: QuoteDeps): Quote | QuoteFailure {
  let input: unknown;
  try {
    input = JSON.parse(line);
  } catch (error) {
    return { error: { code: 'body_not_json', message: `The line is not JSON: ${(error as Error).message}` } };
  }
  return quoteLine(input, deps);
}

function quoteDeps(io: CliIo): QuoteDeps {
  const { list, overrides, units } = loadCatalog({ env: io.env });
  return { book: createPriceBook(list, units, { catalog: overrides }), list, units, now: io.now() };
}
