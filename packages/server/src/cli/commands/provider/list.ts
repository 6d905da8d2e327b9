import { type Provider, type ProviderHealth, providerList } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatCount, formatInstant, formatMilliseconds } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';

export const providerCommandList = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'list',
    summary: 'list providers: how they are reached, and how they do',
    description:
      'List providers calls can go to. Health is what each gateway saw over its last calls: time to first byte, share of\n' +
      'errors, what the provider says is left of its rate limits, and until when it is not asked.',
    examples: [
      ['weir provider list', 'which have a key, and which are in trouble'],
      ['weir provider list --json | jq ".data[].health"', 'figures for a script'],
    ],
    async run({ out, api }) {
      const list = await (await api()).get('/providers', providerList);
      if (out.json) return out.data(list);
      out.table<Provider>(
        [
          { title: 'PROVIDER', value: (row) => row.id },
          { title: 'DIALECT', value: (row) => row.dialect },
          { title: 'PLATFORM', value: (row) => row.platform },
          { title: 'REGION', value: (row) => row.region ?? '' },
          { title: 'KEY', value: keyText },
          { title: 'STATE', value: stateText },
          { title: 'MODELS', value: (row) => row.models.join(', ') },
          { title: 'URL', value: (row) => row.base_url },
        ],
        list.data,
      );
      printHealth(
        out,
        list.data.flatMap(({ health }) => health),
      );
    },
  });

function keyText({ configured, secret_env: secret, sandbox }: Provider): string {
  if (sandbox || secret === undefined) return 'none needed';
  return configured ? `from ${secret}` : `missing: set ${secret}`;
}

const STATES = ['open', 'cooling_down', 'degraded', 'healthy'] as const;

/** The worst that any gateway says. */
function stateText({ health }: Provider): string {
  const worst = STATES.find((state) => health.some((one) => one.state === state));
  return worst?.replace('_', ' ') ?? '';
}

function printHealth(out: Output, rows: readonly ProviderHealth[]): void {
  if (rows.length === 0) return;
  out.line();
  out.table<ProviderHealth>(
    [
      { title: 'PROVIDER', value: (row) => row.provider },
      { title: 'MODEL', value: (row) => row.model ?? '' },
      { title: 'GATEWAY', value: (row) => row.gateway ?? '' },
      {
        title: 'STATE',
        value: ({ state, until }) =>
          `${state.replace('_', ' ')}${until === undefined ? '' : ` until ${formatInstant(until)}`}`,
      },
      { title: 'CALLS', value: (row) => formatCount(row.calls), align: 'right' },
      { title: 'ERRORS', value: (row) => shareText(row.error_share), align: 'right' },
      { title: 'FIRST BYTE p50', value: (row) => msText(row.ttft_p50_ms), align: 'right' },
      { title: 'p95', value: (row) => msText(row.ttft_p95_ms), align: 'right' },
      { title: 'LEFT OF LIMITS', value: limitsText },
    ],
    rows,
  );
}

function limitsText({ rate_limit: limits = {} }: ProviderHealth): string {
  const left = (name: string, remaining?: number, limit?: number) =>
    remaining === undefined
      ? []
      : [`${formatCount(remaining)}${limit === undefined ? '' : ` of ${formatCount(limit)}`} ${name}`];
  return [
    ...left('requests', limits.remaining_requests, limits.limit_requests),
    ...left('tokens', limits.remaining_tokens, limits.limit_tokens),
  ].join(', ');
}

function shareText(share: number | undefined): string {
  return share === undefined ? '-' : `${(share * 100).toFixed(1)}%`;
}

function msText(ms: number | undefined): string {
  return ms === undefined ? '-' : formatMilliseconds(ms);
}
