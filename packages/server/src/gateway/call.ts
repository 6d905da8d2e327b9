import type { Dialect } from '@weir/core/contract';
import type { RequestLine } from '../providers/index.ts';
import type { AnswerClient } from './client/answer-client.ts';
import type { ClientOrigin } from './edge/client-origin.ts';
import type { RequestHead } from './request/head.ts';
import type { CallRoute } from './routes.ts';

/** One request to the gateway, from its head on. */
export class Call {
  readonly id: string;
  readonly route: CallRoute;
  readonly head: RequestHead;
  readonly line: RequestLine;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Monotonic ms. */
  readonly startedMono: number;
  readonly client: AnswerClient;
  readonly origin: ClientOrigin | undefined;
  /** What its workload lacks to pass its gate, for the answer's header; set on admission. */
  gateNotice: string | undefined;

  constructor(
    id: string,
    route: CallRoute,
    head: RequestHead,
    line: RequestLine,
    startedAt: number,
    startedMono: number,
    client: AnswerClient,
    origin: ClientOrigin | undefined,
  ) {
    this.id = id;
    this.route = route;
    this.head = head;
    this.line = line;
    this.startedAt = startedAt;
    this.startedMono = startedMono;
    this.client = client;
    this.origin = origin;
    this.gateNotice = undefined;
  }

  /** Clients speak only dialects that have endpoints. */
  get dialect(): Dialect {
    return this.route.adapter.dialect as Dialect;
  }
}
