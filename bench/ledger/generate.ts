import { readMigrations } from '../../packages/server/src/ledger/migrations.ts';
import type { SqlEngine } from '../../packages/server/src/ledger/sql/engine.ts';

/** Days of history the generated calls are spread over, ending at `END`. */
export const DAYS = 90;
export const END = Date.UTC(2026, 10, 1);
const CHUNK = 500_000;

/**
 * Believable calls made in SQL alone: 30 workloads of 10 teams, 12 models, 60 keys, 20,000 users, 2,000 customers, a
 * task of one user for every three calls, a prompt version a month, more calls by day than by night, 2 % errors, and prompt caching
 * in 60 % of them.
 */
const CALLS = `
INSERT INTO calls (call_id, started_at, ended_at, duration_ms, ttft_ms, source, instance, dialect, operation, stream,
  provider, requested_model, model, response_model, \`key\`, organization, cost_center, team, application, workload,
  environment, owner, use_case, business_process, request_type, prompt_version, user, customer, task, tags, tag_sources, attribution,
  status, http_status, finish_reason, usage, raw_usage, request_bytes, response_bytes, attempts, input_tokens,
  output_tokens, cache_read_tokens, charge_count, cost, list_cost, reserved_cost, currency, priced)
WITH
  cityHash64(number, 'call') AS h,
  h % 1000003 / 1000003 AS u,
  {end} - toUInt64(${DAYS} * 86400000 * (number + u) / {total}) AS raw_ms,
  -- nights are thin: half of the calls between 20:00 and 06:00 move to the day
  toInt64(raw_ms + if((intDiv(raw_ms, 3600000) % 24 >= 20 OR intDiv(raw_ms, 3600000) % 24 < 6) AND h % 2 = 0, 36000000, 0)) AS ms,
  toUInt32(pow(cityHash64(intDiv(number, 3), 'w') % 100000 / 100000, 2) * 30) AS w,
  (w * 7 + cityHash64(number, 'm') % 3) % 12 AS m,
  ['openai','openai','openai','anthropic','anthropic','anthropic','google','google','mistral','openai','anthropic','openai'][m + 1] AS p,
  ['gpt-4o','gpt-4o-mini','o3','claude-sonnet-4','claude-haiku-3-5','claude-opus-4','gemini-2.5-pro','gemini-2.5-flash','mistral-large','gpt-4.1','claude-3-5-sonnet','gpt-4.1-mini'][m + 1] AS mo,
  [250,15,200,300,80,1500,125,30,200,200,300,40][m + 1] AS rate_in,
  toUInt64(50 + pow(cityHash64(number, 'i') % 10000 / 10000, 3) * 12000) AS tin,
  if(cityHash64(number, 'c') % 10 < 6, toUInt64(tin * (cityHash64(number, 'cc') % 80) / 100), 0) AS tcache,
  toUInt64(5 + pow(cityHash64(number, 'o') % 10000 / 10000, 2) * 1500) AS tout,
  h % 50 = 0 AS failed,
  toDecimal128(if(failed, 0, (tin - tcache) * rate_in + intDiv(tcache * rate_in, 2) + tout * rate_in * 4), 12) / 100000000 AS price,
  fromUnixTimestamp64Micro(ms * 1000 + cityHash64(number, 'us') % 1000, 'UTC') AS at,
  200 + tout * 8 + h % 300 AS took,
  lower(hex(sipHash128(number))) AS digest
SELECT
  concat(substring(leftPad(lower(hex(toUInt64(ms))), 12, '0'), 1, 8), '-', substring(leftPad(lower(hex(toUInt64(ms))), 12, '0'), 9, 4),
    '-7', substring(digest, 1, 3), '-a', substring(digest, 4, 3), '-', substring(digest, 7, 12)),
  at, at + toIntervalMillisecond(took), took + 0.123, 150 + h % 400 + 0.5, 'gateway', concat('gw-0-', toString(intDiv(ms, 604800000))),
  if(p = 'anthropic', 'anthropic', 'openai'), if(p = 'anthropic', 'messages', 'chat.completions'), h % 3 = 0, p, mo, mo, mo,
  concat('key_', toString(w * 2 + h % 2)), 'acme', concat('cc-', toString(w % 6)), concat('team-', toString(w % 10)), concat('app-', toString(w % 15)),
  concat('workload-', toString(w)), if(w % 5 = 0, 'staging', 'production'), concat('owner-', toString(w % 12), '@acme.example'),
  concat('use-case-', toString(w)), concat('process-', toString(w % 8)), if(p = 'anthropic', 'messages', 'chat.completions'),
  concat('v', toString(intDiv(ms, 2592000000) % 100)), concat('user-', toString(cityHash64(intDiv(number, 3), 'u') % 20000)), concat('customer-', toString(cityHash64(intDiv(number, 3), 'k') % 2000)),
  concat('task-', toString(intDiv(number, 3))), map('region', if(h % 3 = 0, 'eu', 'us')),
  map('workload', 'key', 'team', 'workload', 'user', 'header', 'task', 'header'), if(h % 20 = 0, 'quarantined', 'complete'),
  if(failed, 'upstream_error', 'ok'), if(failed, 500, 200), if(failed, '', 'stop'),
  if(failed, map(), map('input_tokens', toDecimal128(tin, 6), 'output_tokens', toDecimal128(tout, 6), 'cache_read_tokens', toDecimal128(tcache, 6))),
  if(failed, '', concat('{"prompt_tokens":', toString(tin), ',"completion_tokens":', toString(tout), '}')),
  tin * 4, tout * 4,
  concat('[{"attempt":1,"provider":"', p, '","model":"', mo, '","started_at":"', replace(toString(at), ' ', 'T'), 'Z","duration_ms":', toString(took), ',"http_status":', if(failed, '500', '200'), '}]'),
  if(failed, 0, tin), if(failed, 0, tout), if(failed, 0, tcache), if(failed, 0, if(tcache > 0, 3, 2)), price, price,
  toDecimal128(tin * rate_in + 4096 * rate_in * 4, 12) / 100000000, 'USD', true
FROM numbers({from}, {count})`;

/** Charges of the calls of the same span of time, worked out from them. */
const CHARGES = `
INSERT INTO charges (call_id, position, first_of_unit, first_of_category, started_at, attempt, unit, category, quantity, per,
  list_unit_price, contracted_unit_price, list_cost, contracted_cost, effective_cost, currency, price_ref, priced,
  billed_provider, billed_model, sandbox, source, dialect, provider, model, \`key\`, status, attribution, organization,
  cost_center, team, application, workload, environment, owner, use_case, business_process, request_type, prompt_version, user,
  customer, task, tags)
WITH
  transform(model, ['gpt-4o','gpt-4o-mini','o3','claude-sonnet-4','claude-haiku-3-5','claude-opus-4','gemini-2.5-pro','gemini-2.5-flash','mistral-large','gpt-4.1','claude-3-5-sonnet','gpt-4.1-mini'],
    [250,15,200,300,80,1500,125,30,200,200,300,40], 0) AS base_rate, toUInt64(base_rate) AS rate_in,
  arrayFilter(line -> line.2 > 0, [('input_tokens', toUInt64(input_tokens - cache_read_tokens), rate_in * 2), ('cache_read_tokens', toUInt64(cache_read_tokens), rate_in), ('output_tokens', toUInt64(output_tokens), rate_in * 8)]) AS lines
SELECT call_id, position - 1, true, position = 1, started_at, 1, line.1, 'model_usage', toDecimal128(line.2, 6), 1000000,
  toDecimal128(line.3, 12) / 200, toDecimal128(line.3, 12) / 200,
  toDecimal128(intDiv(line.2 * line.3, 2), 12) / 100000000 AS c, c, c, 'USD', concat('list:', provider, '/', model, '@2026-01-01'), true,
  provider, model, sandbox, source, dialect, provider, model, \`key\`, status, attribution, organization, cost_center, team,
  application, workload, environment, owner, use_case, business_process, request_type, prompt_version, user, customer,
  task, tags
FROM calls ARRAY JOIN lines AS line, arrayEnumerate(lines) AS position
WHERE started_at >= {since} AND started_at < {until}`;

/**
 * Fills the ledger with `total` calls and their charges: detail rows in big blocks with merges at rest and the feeds of the
 * rollups taken off, then the rollups from them, by the very statements of the migration that makes them.
 */
export async function generate(
  engine: SqlEngine,
  total: number,
  progress: (text: string) => void = () => undefined,
  end = END,
): Promise<void> {
  for (const table of ['calls', 'charges']) await engine.command(`SYSTEM STOP MERGES ${table}`);
  for (const feed of FEEDS) await engine.command(`DROP TABLE ${feed} SYNC`);
  const began = performance.now();
  for (let from = 0; from < total; from += CHUNK) {
    const count = Math.min(CHUNK, total - from);
    await engine.command(fill(CALLS, { total, from, count, end }));
    if ((from / CHUNK) % 10 === 9) progress(`${from + count} calls, ${seconds(began)} s`);
  }
  const days = DAYS + 2;
  const step = Math.max(1 / 24, (days * CHUNK) / total);
  for (let day = 0; day < days; day += step) {
    const at = (offset: number) =>
      `toDateTime64(${Math.round(end / 1000 - (DAYS + 1) * 86_400 + offset * 86_400)}, 6, 'UTC')`;
    await engine.command(fill(CHARGES, { since: at(day), until: at(Math.min(days, day + step)) }));
  }
  progress(`charges, ${seconds(began)} s`);
  for (const statement of rollupStatements()) await engine.command(statement);
  progress(`rollups, ${seconds(began)} s`);
  for (const table of ['calls', 'charges']) await engine.command(`SYSTEM START MERGES ${table}`);
}

const FEEDS = [
  'rollup_uses_hourly_feed',
  ...['calls', 'charges'].flatMap((name) => [`rollup_${name}_daily_feed`, `rollup_${name}_hourly_feed`]),
];

/** Fills the empty rollups from the detail rows and hangs their feeds on again. */
function rollupStatements(): string[] {
  return readMigrations()
    .filter(({ name }) => name === '0007_entries.sql' || name === '0012_rollup_uses.sql')
    .flatMap(({ sql }) => sql.split(/;[ \t]*$/m))
    .map((statement) => statement.trim())
    .filter((statement) => /^(INSERT INTO rollup_|CREATE MATERIALIZED VIEW)/.test(statement));
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(0);
}

function fill(sql: string, values: Readonly<Record<string, string | number>>): string {
  return sql.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
