import type { Config } from '../../platform/config/schema.ts';
import type { ControlReady } from '../messages.ts';
import type { Part } from '../roles.ts';

export interface BannerFacts {
  config: Config;
  dataDir: string;
  startedInMs: number;
  /** Real providers with a key in the environment. */
  providers: readonly string[];
  part: Part;
  /** Where commands look when no data directory is named. */
  defaultDataDir: string;
}

export function urlOf(host: string, port: number, secure = false): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${secure ? 'https' : 'http'}://${shown}:${port}`;
}

/** Where clients call: what is configured, else the port of this host. */
export function gatewayUrl({ gateway }: Pick<Config, 'gateway'>): string {
  if (gateway.url !== undefined) return gateway.url.replace(/\/+$/, '');
  return urlOf(gateway.host, gateway.port, gateway.tls !== undefined);
}

/** After the start of `weir gateway`. */
export function gatewayBanner({ config, dataDir, startedInMs }: BannerFacts): string {
  const { host, port, tls, control } = config.gateway;
  return [
    '',
    `  Gateway is up (${seconds(startedInMs)}).  Data in ${dataDir}`,
    '',
    `  Gateway   ${urlOf(host, port, tls !== undefined)}`,
    `  Control   ${control.join(', ')}`,
    '',
    '  Ctrl-C drains calls in flight and stops.',
    '',
    '',
  ].join('\n');
}

/** After the start of a control while another one leads. */
export function standbyBanner(
  { startedInMs, dataDir }: BannerFacts,
  { adminUrl, standby }: ControlReady,
): string {
  const leader = standby?.leaderUrl;
  return [
    '',
    `  Control waits (${seconds(startedInMs)}).  Data in ${dataDir}`,
    '',
    `  Leader    ${leader ?? 'not known yet'}`,
    `  Health    ${adminUrl}/health`,
    '',
    '  It takes over when the leader ends. Ctrl-C stops.',
    '',
    '',
  ].join('\n');
}

/** What a person needs after the start, nothing else. */
export function banner({
  config,
  dataDir,
  control,
  startedInMs,
  providers,
  part,
  defaultDataDir,
}: BannerFacts & { control: ControlReady }): string {
  const gateway = gatewayUrl(config);
  const what = part === 'control' ? 'Control leads' : 'Weir is up';
  const gatewayLine =
    part === 'control' && config.gateway.url === undefined
      ? `  Gateways  come to ${config.control.listen ?? ''}`
      : `  Gateway   ${gateway}        OpenAI SDKs: ${gateway}/v1    Anthropic SDKs: ${gateway}`;
  const lines = [
    '',
    `  ${what} (${seconds(startedInMs)}).  Data in ${dataDir}`,
    '',
    gatewayLine,
    `  Console   ${control.adminUrl}/?code=${control.signInCode ?? ''}    (signs you in once, valid 10 minutes)`,
    `  Providers ${providers.length === 0 ? 'none configured: the sandbox answers (labelled as such, no key needed)' : providers.join(', ')}`,
  ];
  if (control.adminToken !== undefined) {
    lines.push('', `  Admin token, shown only this once:  ${control.adminToken}`);
  }
  if (control.sandboxKey !== undefined) {
    lines.push(
      '',
      `  A key that reaches the sandbox only:  ${control.sandboxKey}`,
      '',
      '  Try it:',
      '',
      `    curl ${gateway}/v1/chat/completions \\`,
      `      -H "Authorization: Bearer ${control.sandboxKey}" -H "Content-Type: application/json" \\`,
      `      -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"What does a weir do?"}]}'`,
      '',
      `    npx weir call list${dataDir === defaultDataDir ? '' : ` --data-dir ${quoted(dataDir)}`}`,
    );
  }
  lines.push('', '  Ctrl-C drains calls in flight and stops.', '', '');
  return lines.join('\n');
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
