import { readFileSync } from 'node:fs';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { WeirError } from '@weir/core/errors';
import { VERSION } from '../cli/version.ts';
import { type ChannelClient, checkedToken, connectChannel } from '../platform/channel/index.ts';
import type { Config } from '../platform/config/schema.ts';
import type { Logger } from '../platform/log.ts';
import type { DataDir } from './data-dir.ts';
import { hostNameOf } from './host-name.ts';
import { partOfHost } from './roles.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A refusal is repeated with each attempt; the log needs it once in a while. */
const SAY_AGAIN_MS = 60_000;

/** Connects a process of this host to control: by the socket in the data directory, or to the controls on other hosts. */
export function linkToControl(
  config: Config,
  dir: DataDir,
  id: string,
  env: Env,
  log: Logger,
): ChannelClient {
  if (partOfHost(env) !== 'gateway') return connectChannel(dir.controlSocket, { id });
  const { control, control_tls } = config.gateway;
  const said = new Map<string, number>();
  return connectChannel(
    {
      addresses: control,
      token: channelToken(config, env),
      host: hostNameOf(dir),
      version: VERSION,
      ...(control_tls === undefined ? {} : { connect: overTls(control_tls) }),
      onRefused(address, error) {
        const now = performance.now();
        if (now - (said.get(`${address} ${error.message}`) ?? Number.NEGATIVE_INFINITY) < SAY_AGAIN_MS)
          return;
        said.set(`${address} ${error.message}`, now);
        log.error(
          { control: address, reason: error.message, remedy: remedyOf(error) },
          'not taken by control',
        );
      },
    },
    { id },
  );
}

/** The secret of the channel. Throws WeirError `config_invalid`. */
export function channelToken(config: Pick<Config, 'channel_token_env'>, env: Env): string {
  const name = config.channel_token_env;
  if (name === undefined) {
    throw new WeirError('config_invalid', 'channel_token_env is not set, but control is on another host.', {
      field: 'channel_token_env',
      remedy: 'Name the environment variable that holds the secret of control and gateways.',
    });
  }
  return checkedToken(name, env[name]);
}

function overTls(config: NonNullable<Config['gateway']['control_tls']>) {
  const ca = config.ca_file === undefined ? undefined : authorities(config.ca_file);
  return (where: { host: string; port: number }): TLSSocket => {
    const servername = config.server_name ?? where.host;
    return connectTls({
      ...where,
      ...(/^[\d.]+$|:/.test(servername) ? {} : { servername }),
      ...(ca === undefined ? {} : { ca }),
    });
  };
}

function authorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new WeirError('config_invalid', `${file} cannot be read (${code ?? 'unknown'})`, {
      field: 'gateway.control_tls.ca_file',
      remedy: 'Check path and owner.',
      cause,
    });
  }
}

function remedyOf(error: Error): string | undefined {
  return error instanceof WeirError ? error.remedy : undefined;
}
