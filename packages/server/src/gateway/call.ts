import type { ServerResponse } from 'node:http';
import { ClientConnection } from './client/connection.ts';
import type { RequestHead } from './request/head.ts';
import type { CallRoute } from './routes.ts';

/** One request to the gateway, from its head on. */
export class Call {
  readonly id: string;
  readonly route: CallRoute;
  readonly head: RequestHead;
  /** `?...` of the request, or empty. */
  readonly query: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Monotonic ms. */
  readonly startedMono: number;
  readonly client: ClientConnection;

  constructor(
    id: string,
    route: CallRoute,
    head: RequestHead,
    query: string,
    startedAt: number,
    startedMono: number,
    res: ServerResponse,
  ) {
    this.id = id;
    this.route = route;
    this.head = head;
    this.query = query;
    this.startedAt = startedAt;
    this.startedMono = startedMono;
    this.client = new ClientConnection(res);
  }
}
