import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiError } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { readTls } from '../../platform/tls/index.ts';
import { type Election, type Leadership, registryUrl, standForLeader } from '../../registry/index.ts';
import { liveAsChild, tellSupervisor } from '../child-life.ts';
import { urlOf } from '../supervisor/banner.ts';

/** Nobody else leads if it has not come to that by then. */
const AT_ONCE_MS = 400;
const COMMAND_MS = 2_000;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Waits until this control leads; undefined where the registry lies in the data directory, whose lock decides. While it
 * waits it answers on the admin port who leads. Once it no longer leads the process ends at once: its supervisor starts
 * it again, as one that waits.
 */
export async function lead(config: Config, env: Env, log: Logger): Promise<Leadership | undefined> {
  const url = registryUrl(config, env);
  if (url === undefined) return undefined;
  const { host, port, tls } = config.admin;
  const election = standForLeader({
    url,
    me: { host: hostname(), pid: process.pid, url: urlOf(host, port, tls !== undefined) },
    now: () => systemClock.now(),
    onTrouble: (error) => log.error({ err: error }, 'the registry database cannot be asked who leads'),
  });
  const atOnce = await Promise.race([election.won, sleep(AT_ONCE_MS, undefined, { ref: false })]);
  const leadership = atOnce ?? (await waitInLine(election, config, log));
  if (leadership === undefined) throw new Error('stopped while another control leads');
  leadership.onLost((reason) => {
    log.error({ reason }, 'this control leads no longer: it ends, and comes back as one that waits');
    process.exit(1);
  });
  log.info({ epoch: leadership.leader.epoch }, 'this control leads');
  return leadership;
}

/** For a command: leads at once or throws WeirError `conflict` that names who does. */
export async function leadBriefly(config: Config, env: Env): Promise<Leadership | undefined> {
  const url = registryUrl(config, env);
  if (url === undefined) return undefined;
  let trouble: Error | undefined;
  const election = standForLeader({
    url,
    me: { host: hostname(), pid: process.pid, url: '' },
    now: () => systemClock.now(),
    onTrouble: (error) => {
      trouble = error;
    },
  });
  const leadership = await Promise.race([election.won, sleep(COMMAND_MS, undefined, { ref: false })]);
  if (leadership !== undefined) return leadership;
  await election.stop();
  if (trouble !== undefined) throw trouble;
  const where = election.leader?.url;
  throw new WeirError(
    'conflict',
    `A control leads${where ? ` at ${where}` : ''}; the registry is its to change`,
    {
      remedy: 'Name it with --url (WEIR_ADMIN_URL) and a token with --token (WEIR_ADMIN_TOKEN).',
    },
  );
}

async function waitInLine(election: Election, config: Config, log: Logger): Promise<Leadership | undefined> {
  const server = standbyServer(config.admin, election);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.admin.port, config.admin.host, resolve);
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const takeBack = liveAsChild(log, async () => {
    await close();
    await election.stop();
  });
  const adminUrl = urlOf(config.admin.host, config.admin.port, config.admin.tls !== undefined);
  const leaderUrl = election.leader?.url;
  log.info({ leader: election.leader }, 'another control leads; this one waits');
  tellSupervisor({
    type: 'ready',
    control: { adminUrl, standby: leaderUrl === undefined ? {} : { leaderUrl } },
  });
  const leadership = await election.won;
  if (leadership === undefined) return new Promise(() => {});
  await close();
  takeBack();
  return leadership;
}

/** `/health` is well: it does what it is there for. `/health/leader` tells a load balancer where to go. */
function standbyServer({ tls }: Config['admin'], election: Election): Server {
  const answer = (path: string | undefined): [status: number, body: object] => {
    const { leader } = election;
    const where = leader === undefined ? {} : { leader };
    if (path === '/health') return [200, { status: 'standby', ...where }];
    const error: ApiError['error'] = {
      code: 'registry_unavailable',
      message: `This control waits; ${leader === undefined ? 'another one leads' : `the one at ${leader.url} leads`}`,
      remedy: leader === undefined ? 'Ask the other control.' : `Send the request to ${leader.url}.`,
      request_id: '',
    };
    return [503, path === '/health/leader' ? { status: 'standby', ...where } : { error }];
  };
  const handle: Parameters<typeof createServer>[1] = (request, response) => {
    request.resume();
    const [status, body] = answer(request.url?.split('?')[0]);
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  if (tls === undefined) return createServer(handle as never);
  return createTlsServer(readTls(tls, 'admin.tls').options, handle as never) as unknown as Server;
}
