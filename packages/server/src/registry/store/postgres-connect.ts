import { WeirError } from '@weir/core/errors';
import type { ClientConfig } from 'pg';

const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

/** Options of every connection; a session that hangs is ended by the server, so that it holds no lock for long. */
export function connectionOptions(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'weir',
    keepAlive: true,
    keepAliveInitialDelayMillis: 2_000,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + CONNECT_MS,
    idle_in_transaction_session_timeout: 10_000,
  };
}

/** The URL in the environment variable that `registry.url_env` names; undefined without that setting. */
export function registryUrl(
  config: { registry: { url_env?: string | undefined } },
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const name = config.registry.url_env;
  if (name === undefined) return undefined;
  const url = env[name];
  if (url !== undefined && /^postgres(ql)?:\/\//.test(url)) return url;
  const what = url === undefined || url === '' ? 'which is not set' : 'which is no postgres:// URL';
  throw new WeirError('config_invalid', `registry.url_env names ${name}, ${what}.`, {
    field: 'registry.url_env',
    remedy: `Set ${name} to a URL such as postgres://weir@db.internal:5432/weir, or take the line out.`,
  });
}
