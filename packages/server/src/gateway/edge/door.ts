import type { IncomingMessage, ServerResponse } from 'node:http';
import { WeirError } from '@weir/core/errors';
import type { Config } from '../../platform/config/schema.ts';
import { networkList } from '../../platform/net/networks.ts';
import type { Gateway } from '../ports.ts';
import { clientOriginOf } from './client-origin.ts';
import type { Connections } from './connections.ts';
import { createCors } from './cors.ts';

/** What is decided of a request before anything of it is read. */
export interface Door {
  /** Request listener. */
  enter(req: IncomingMessage, res: ServerResponse): void;
  /** Why this client may not come in; for requests that become another protocol. */
  refusalOf(req: IncomingMessage): WeirError | undefined;
}

export type DoorPolicy = Pick<Config['gateway'], 'cors' | 'trusted_proxies' | 'allowed_clients' | 'overload'>;

const HEALTH = '/health/';

/**
 * In front of the gateway: too many connections, clients from elsewhere, pages of other origins. Health endpoints are
 * answered in any case, because load balancers ask from anywhere and most of all under load.
 */
export function createDoor(
  gateway: Pick<Gateway, 'handle' | 'turnAway'>,
  connections: Connections,
  policy: DoorPolicy,
): Door {
  const { cors: corsPolicy, allowed_clients, trusted_proxies, overload } = policy;
  const cors = createCors(corsPolicy);
  const allowed = allowed_clients.length === 0 ? undefined : networkList(allowed_clients);
  const originOf = clientOriginOf(trusted_proxies);

  function refusalOf(req: IncomingMessage): WeirError | undefined {
    return allowed === undefined || allowed.has(originOf(req).address) ? undefined : notAllowed();
  }

  return {
    refusalOf,
    enter(req, res) {
      const surplus = connections.isSurplus(req, res);
      if (req.headers.origin !== undefined && cors.handle(req, res)) return;
      if (surplus || allowed !== undefined) {
        const error = surplus ? crowded(overload.max_connections) : refusalOf(req);
        if (error !== undefined && !req.url?.startsWith(HEALTH)) {
          if (surplus) res.shouldKeepAlive = false;
          gateway.turnAway(req, res, error);
          return;
        }
      }
      gateway.handle(req, res);
    },
  };
}

function notAllowed(): WeirError {
  return new WeirError('client_not_allowed', 'This gateway does not take calls from your network.', {
    remedy: 'Ask its operator to add your address to gateway.allowed_clients.',
  });
}

function crowded(most: number): WeirError {
  return new WeirError(
    'overloaded',
    `This gateway takes no more connections for the moment: it has ${most} (gateway.overload.max_connections).`,
    { remedy: 'Try again in a second; if it stays so, add workers or hosts.' },
  );
}
