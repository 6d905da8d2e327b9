import { type Billed, type Books, daysOf, plain } from './books.ts';

const TOKEN_TYPES: Readonly<Record<string, string>> = {
  input_tokens: 'uncached_input_tokens',
  cache_read_tokens: 'cache_read_input_tokens',
  cache_write_tokens: 'cache_creation.ephemeral_5m_input_tokens',
  output_tokens: 'output_tokens',
};
/** Amounts are told in cents. */
const CENTS = 100n;

/** `GET /v1/organizations/usage_report/messages` and `/cost_report`: a bucket a day. */
export function anthropicReport(url: URL, books: Books): object {
  const asked = url.searchParams;
  const days = daysOf(
    new Date(asked.get('starting_at') ?? Number.NaN),
    new Date(asked.get('ending_at') ?? Number.NaN),
  );
  const limit = Number(asked.get('limit') ?? 7);
  const from = Number(asked.get('page') ?? 0);
  const resultsOf = (day: string): object[] => {
    const lines = books.summed('anthropic', day);
    if (url.pathname.endsWith('/usage_report/messages')) return lines.map(usage);
    return asked.has('group_by[]') ? lines.flatMap((line) => costs(line, books)) : total(lines, books);
  };
  return {
    data: days.slice(from, from + limit).map((day) => ({
      starting_at: `${day}T00:00:00Z`,
      ending_at: new Date(Date.parse(day) + 86_400_000).toISOString(),
      results: resultsOf(day),
    })),
    has_more: from + limit < days.length,
    next_page: from + limit < days.length ? String(from + limit) : null,
  };
}

function usage({ model, project, quantities }: Billed): object {
  return {
    uncached_input_tokens: quantities['input_tokens'] ?? 0,
    cache_creation: {
      ephemeral_5m_input_tokens: quantities['cache_write_tokens'] ?? 0,
      ephemeral_1h_input_tokens: 0,
    },
    cache_read_input_tokens: quantities['cache_read_tokens'] ?? 0,
    output_tokens: quantities['output_tokens'] ?? 0,
    server_tool_use: { web_search_requests: 0 },
    api_key_id: null,
    workspace_id: project,
    model,
    service_tier: 'standard',
    context_window: '0-200k',
    inference_geo: 'not_available',
  };
}

function costs(line: Billed, books: Books): object[] {
  return Object.entries(line.quantities).map(([unit, quantity]) => ({
    currency: 'USD',
    amount: plain(books.costOf(line, unit, quantity) * CENTS),
    workspace_id: line.project,
    description: `${line.model} Usage - ${TOKEN_TYPES[unit]}`,
    cost_type: 'tokens',
    context_window: '0-200k',
    model: line.model,
    service_tier: 'standard',
    token_type: TOKEN_TYPES[unit],
    inference_geo: null,
  }));
}

function total(lines: readonly Billed[], books: Books): object[] {
  const pico = lines
    .flatMap((line) => Object.entries(line.quantities).map(([unit, n]) => books.costOf(line, unit, n)))
    .reduce((sum, cost) => sum + cost, 0n);
  return lines.length === 0
    ? []
    : [{ currency: 'USD', amount: plain(pico * CENTS), workspace_id: null, description: null }];
}
