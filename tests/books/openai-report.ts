import { type Billed, type Books, daysOf, plain } from './books.ts';

const ITEMS: Readonly<Record<string, string>> = {
  input_tokens: 'input',
  cache_read_tokens: 'cached input',
  output_tokens: 'output',
};

/** `GET /v1/organization/usage/*` and `/costs`: a bucket a day, as many to a page as are asked for. */
export function openaiReport(url: URL, books: Books): object {
  const asked = url.searchParams;
  const instant = (name: string) => new Date(Number(asked.get(name)) * 1_000);
  const days = daysOf(instant('start_time'), instant('end_time'));
  const limit = Number(asked.get('limit') ?? 7);
  const from = Number(asked.get('page') ?? 0);
  const resultsOf = (day: string): object[] => {
    if (url.pathname.endsWith('/usage/completions')) return books.summed('openai', day).map(usage);
    if (!url.pathname.endsWith('/costs')) return [];
    const lines = books.summed('openai', day);
    return asked.has('group_by') ? lines.flatMap((line) => costs(line, books)) : total(lines, books);
  };
  return {
    object: 'page',
    data: days.slice(from, from + limit).map((day) => ({
      object: 'bucket',
      start_time: Date.parse(day) / 1_000,
      end_time: Date.parse(day) / 1_000 + 86_400,
      results: resultsOf(day),
    })),
    has_more: from + limit < days.length,
    next_page: from + limit < days.length ? String(from + limit) : null,
  };
}

function usage({ model, project, quantities, requests }: Billed): object {
  const { input_tokens = 0, cache_read_tokens = 0, output_tokens = 0 } = quantities;
  return {
    object: 'organization.usage.completions.result',
    input_tokens: input_tokens + cache_read_tokens,
    input_cached_tokens: cache_read_tokens,
    output_tokens,
    input_audio_tokens: 0,
    output_audio_tokens: 0,
    num_model_requests: requests,
    project_id: project,
    user_id: null,
    api_key_id: null,
    model,
    batch: false,
    service_tier: 'default',
  };
}

function costs(line: Billed, books: Books): object[] {
  return Object.entries(line.quantities).map(([unit, quantity]) => ({
    object: 'organization.costs.result',
    amount: { value: plain(books.costOf(line, unit, quantity)), currency: 'usd' },
    line_item: `${line.model}, ${ITEMS[unit]}`,
    project_id: line.project,
  }));
}

function total(lines: readonly Billed[], books: Books): object[] {
  const pico = lines
    .flatMap((line) => Object.entries(line.quantities).map(([unit, n]) => books.costOf(line, unit, n)))
    .reduce((sum, cost) => sum + cost, 0n);
  return lines.length === 0
    ? []
    : [
        {
          object: 'organization.costs.result',
          amount: { value: plain(pico), currency: 'usd' },
          line_item: null,
          project_id: null,
        },
      ];
}
