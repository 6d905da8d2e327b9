import type { CallStatus, EstimateReason } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { WebSocket } from 'ws';
import { objectIn } from '../../providers/json/narrow.ts';
import type { PipelineDeps } from '../call-deps.ts';
import type { Stoppable } from '../kills.ts';
import { CLIENT_GONE } from '../outcome.ts';
import type { Rostered } from '../roster.ts';
import type { Account, Part } from './account.ts';
import {
  askedEvent,
  errorEvent,
  maxOutputOf,
  tokensHeard,
  tokensSaid,
  toldEvent,
  transcriptionModelOf,
  usageOf,
} from './events.ts';
import { Lane } from './lane.ts';

/** RFC 6455 7.4.1. */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const POLICY = 1008;
const FAILED = 1011;
const HEARTBEAT_MS = 30_000;
/** How long an answer that must not go on may take to be cancelled. */
const CANCEL_MS = 2_000;

/**
 * A conversation between a client and a provider: relayed both ways in order, each answer begun on record before it is
 * asked for, held against the budget, and charged before the client hears that it is done.
 */
export class RealtimeSession implements Rostered {
  place = -1;
  private readonly client: WebSocket;
  private readonly provider: WebSocket;
  private readonly account: Account;
  private readonly deps: PipelineDeps;
  private readonly ended: () => void;
  private readonly down: Lane;
  private readonly heartbeat: NodeJS.Timeout;
  /** Asked for by the client, and not yet called by a name. */
  private readonly asked: Part[] = [];
  private context = 0;
  /** Of each answer, as the provider confirmed it: what a client asks for may be declined. */
  private maxOutput = Number.POSITIVE_INFINITY;
  private transcription: string | undefined;
  private leaving = false;
  private over = false;
  private answers = { client: true, provider: true };

  constructor(
    client: WebSocket,
    provider: WebSocket,
    account: Account,
    deps: PipelineDeps,
    ended: () => void,
  ) {
    this.client = client;
    this.provider = provider;
    this.account = account;
    this.deps = deps;
    this.ended = ended;
    new Lane(client, provider, (data, binary) => this.fromClient(data, binary));
    this.down = new Lane(provider, client, (data, binary) => this.fromProvider(data, binary));
    client.on('close', () => void this.clientLeft());
    provider.on('close', (code, reason) => void this.providerLeft(code, reason.toString()));
    client.on('error', () => client.terminate());
    provider.on('error', () => provider.terminate());
    client.on('pong', () => {
      this.answers.client = true;
    });
    provider.on('pong', () => {
      this.answers.provider = true;
    });
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /** The gateway drains: answers under way may end, then the client is sent elsewhere. */
  leave(): void {
    this.leaving = true;
    if (this.account.open.size === 0) this.stop();
  }

  /** The gateway must stop, or an operator stops the session. */
  stop(because?: WeirError): void {
    if (because === undefined) {
      void this.finish('ok', 101, undefined, 'stream_cut', GOING_AWAY, 'This gateway is stopping.');
      return;
    }
    if (this.client.readyState === this.client.OPEN) {
      this.client.send(errorEvent(because, this.account.facts.call.id));
    }
    void this.finish('ok', because.status, because.code, 'stream_cut', POLICY, because.code);
  }

  /** Whether a kill switch concerns it. */
  get stoppable(): Stoppable {
    const { principal, attribution, place } = this.account.facts;
    return {
      key: principal.key.id,
      workload: principal.workload.id,
      task: attribution.tags['task'],
      provider: place.provider.id,
    };
  }

  private fromClient(data: Buffer, binary: boolean): boolean | Promise<boolean> {
    this.account.bytesIn += data.length;
    this.context += tokensHeard(data);
    const event = binary ? undefined : askedEvent(data);
    if (event?.['type'] === 'session.update') this.expect(objectIn(event, 'session'));
    return event?.['type'] === 'response.create' ? this.ask(maxOutputOf(objectIn(event, 'response'))) : true;
  }

  /** The message goes on only when what it asks for is held and on record. */
  private async ask(maxOutput: number | undefined): Promise<boolean> {
    if (this.leaving) {
      this.stop();
      return false;
    }
    try {
      this.asked.push(await this.account.beginPart(this.context, maxOutput ?? this.maxOutput));
      return true;
    } catch (cause) {
      void this.refuse(cause);
      return false;
    }
  }

  private fromProvider(data: Buffer, binary: boolean): boolean | Promise<boolean> {
    this.account.bytesOut += data.length;
    const event = binary ? undefined : toldEvent(data);
    switch (event?.['type']) {
      case 'session.created':
      case 'session.updated':
        this.learn(objectIn(event, 'session'));
        return true;
      case 'response.created':
        return this.created(String(objectIn(event, 'response')?.['id'] ?? ''));
      case 'response.done':
        return this.done(objectIn(event, 'response') ?? {}, data.length);
      case 'error':
        return this.notMade();
      case 'conversation.item.input_audio_transcription.completed':
        return this.transcribed(event);
      default:
        for (const part of this.account.open) {
          part.said += tokensSaid(data);
          part.bytes += data.length;
          break;
        }
        return true;
    }
  }

  /** A higher bound holds at once, a lower one when the provider has taken it. */
  private expect(session: Readonly<Record<string, unknown>> | undefined): void {
    this.maxOutput = Math.max(this.maxOutput, maxOutputOf(session) ?? 0);
    this.transcription = transcriptionModelOf(session) ?? this.transcription;
  }

  private learn(session: Readonly<Record<string, unknown>> | undefined): void {
    this.maxOutput = maxOutputOf(session) ?? this.maxOutput;
    this.transcription = transcriptionModelOf(session) ?? this.transcription;
  }

  /** One that nobody asked for was begun by the provider when it heard the speaker pause. */
  private created(id: string): boolean | Promise<boolean> {
    const part = this.asked.shift();
    if (part !== undefined) {
      part.responseId = id;
      return true;
    }
    return this.begunByProvider(id);
  }

  private async begunByProvider(id: string): Promise<boolean> {
    try {
      const part = await this.account.beginPart(this.context, this.maxOutput, 'under_way');
      part.responseId = id;
      if (part.refusal === undefined) return true;
      this.cancel(id, part.refusal);
    } catch (cause) {
      this.cancel(id, cause);
    }
    return false;
  }

  private cancel(id: string, cause: unknown): void {
    if (this.provider.readyState === this.provider.OPEN) {
      this.provider.send(JSON.stringify({ type: 'response.cancel', response_id: id }));
    }
    void this.refuse(cause);
  }

  private async done(response: Readonly<Record<string, unknown>>, bytes: number): Promise<boolean> {
    const id = String(response['id'] ?? '');
    const open = [...this.account.open];
    const part = open.find(({ responseId }) => responseId === id) ?? open[0];
    const told = usageOf(response);
    const failed = response['status'] === 'failed';
    if (told.usage !== undefined)
      this.context = Math.max(told.usage['input_tokens'] ?? 0, 0) + (told.usage['output_tokens'] ?? 0);
    if (part !== undefined) {
      part.bytes += bytes;
      // what failed before it said anything and reports nothing was not billed
      const nothing = failed && told.usage === undefined && part.said === 0;
      if (nothing) await this.account.dropPart(part);
      else await this.account.endPart(part, told, failed ? 'upstream_error' : 'ok', 'usage_missing');
    }
    if (this.leaving && this.account.open.size === 0) setImmediate(() => this.stop());
    return true;
  }

  /** An answer that was asked for may have been declined. Should it be made all the same, it is begun anew. */
  private async notMade(): Promise<boolean> {
    const part = this.asked.shift();
    if (part !== undefined) await this.account.dropPart(part);
    return true;
  }

  private async transcribed(event: Readonly<Record<string, unknown>>): Promise<boolean> {
    const told = usageOf(event);
    if (told.usage !== undefined) {
      await this.account.transcribed(this.transcription ?? this.account.facts.place.model, told);
    }
    return true;
  }

  /** Budget spent, spool full, control out of reach: the client is told why, in an event, and the session ends. */
  private async refuse(cause: unknown): Promise<void> {
    const error =
      cause instanceof WeirError
        ? cause
        : new WeirError('internal', 'Weir failed to account for this.', { cause });
    this.deps.refusals.count(error.code);
    if (this.client.readyState === this.client.OPEN) {
      this.client.send(errorEvent(error, this.account.facts.call.id));
    }
    const until = this.deps.clock.monotonic() + CANCEL_MS;
    while (this.account.open.size > 0 && this.deps.clock.monotonic() < until && !this.over) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.finish('ok', error.status, error.code, 'stream_cut', POLICY, error.code);
  }

  /** Answers under way are heard out for a while, where the policy says so, to learn what they cost. */
  private async clientLeft(): Promise<void> {
    if (this.over) return;
    const { policy, drain_ms } = this.deps.clientAbort;
    const aborted = this.account.open.size > 0;
    if (aborted && policy === 'drain') {
      const until = this.deps.clock.monotonic() + drain_ms;
      while (this.account.open.size > 0 && this.deps.clock.monotonic() < until && !this.over) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    await this.finish(
      aborted ? 'client_aborted' : 'ok',
      aborted ? CLIENT_GONE : 101,
      undefined,
      'client_aborted',
      NORMAL,
      '',
    );
  }

  private async providerLeft(code: number, reason: string): Promise<void> {
    await this.down.empty();
    if (this.over) return;
    const clean = code === NORMAL || code === GOING_AWAY || (code >= 3000 && code < 5000);
    if (!clean && this.client.readyState === this.client.OPEN) {
      const { provider } = this.account.facts.place;
      const error = new WeirError('upstream_cut', `The provider ${provider.id} broke off the session.`, {
        remedy: 'Connect again.',
      });
      this.client.send(errorEvent(error, this.account.facts.call.id));
    }
    await this.finish(
      clean ? 'ok' : 'upstream_error',
      clean ? 101 : 502,
      clean ? undefined : 'upstream_cut',
      'stream_cut',
      sendable(code) ? code : FAILED,
      reason,
    );
  }

  private async finish(
    status: CallStatus,
    httpStatus: number,
    errorCode: string | undefined,
    why: EstimateReason,
    code: number,
    reason: string,
  ): Promise<void> {
    if (this.over) return;
    this.over = true;
    clearInterval(this.heartbeat);
    close(this.provider, NORMAL, '');
    const { log } = this.deps.options;
    const callId = this.account.facts.call.id;
    try {
      // asked for but never begun by the provider as far as one knows: it may be billed all the same
      for (const part of [...this.account.open]) {
        const cut: CallStatus = status === 'client_aborted' ? 'client_aborted' : 'upstream_error';
        await this.account.endPart(part, UNTOLD, cut, why);
      }
      await this.account.end(status, httpStatus, errorCode);
    } catch (error) {
      log.error({ err: error, call_id: callId }, 'the end of a session could not be recorded');
    }
    close(this.client, code, reason);
    this.ended();
  }

  /** Connections that no longer answer are given up. */
  private beat(): void {
    for (const side of ['client', 'provider'] as const) {
      const socket = this[side];
      if (!this.answers[side]) {
        socket.terminate();
        continue;
      }
      this.answers[side] = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    }
  }
}

const UNTOLD = { usage: undefined, raw: undefined, impossible: false };

function sendable(code: number): boolean {
  return (
    code === NORMAL || code === GOING_AWAY || (code >= 1007 && code <= 1011) || (code >= 3000 && code < 5000)
  );
}

function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === socket.CONNECTING) {
    socket.terminate();
    return;
  }
  if (socket.readyState === socket.OPEN) socket.close(code, reason.slice(0, 120));
  // the other side may never answer the farewell
  const timer = setTimeout(() => socket.terminate(), CANCEL_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
