import type { Config } from '../../platform/config/schema.ts';
import type { ControlReady } from '../messages.ts';

export interface BannerFacts {
  config: Config;
  dataDir: string;
  control: ControlReady;
  startedInMs: number;
  /** Real providers with a key in the environment. */
  providers: readonly string[];
}

export function urlOf(host: string, port: number, secure = false): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${secure ? 'https' : 'http'}://${shown}:${port}`;
}

export function gatewayUrl({ gateway }: Pick<Config, 'gateway'>): string {
  return urlOf(gateway.host, gateway.port, gateway.tls !== undefined);
}

/** What a person needs after the start, nothing else. */
export function banner({ config, dataDir, control, startedInMs, providers }: BannerFacts): string {
  const gateway = gatewayUrl(config);
  const lines = [
    '',
    `  Weir is up (${(startedInMs / 1_000).toFixed(1)} s).  Data in ${dataDir}`,
    '',
    `  Gateway   ${gateway}        OpenAI SDKs: ${gateway}/v1    Anthropic SDKs: ${gateway}`,
    `  Console   ${control.adminUrl}/?code=${control.signInCode}    (signs you in once, valid 10 minutes)`,
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
      '    npx weir call list',
    );
  }
  lines.push('', '  Ctrl-C drains calls in flight and stops.', '', '');
  return lines.join('\n');
}
