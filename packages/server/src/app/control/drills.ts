import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptFact, CallFact, FailoverDrill } from '@weir/core/contract';
import type { DrillCall } from '../../governance/gate/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AdmissionKey } from '../../registry/index.ts';
import { GatewayClient } from './ask-gateway.ts';

/** A key that is not taken back, because control dies, ends by itself. */
const KEY_LIVES_MS = 120_000;
/** The record of the call lands shortly after its answer. */
const LANDS_WITHIN_MS = 15_000;
const AGAIN_MS = 100;
const LONGEST_TEXT = 300;
const PATH = '/openai/v1/chat/completions';

export interface DrillsDeps {
  gatewayUrl: () => string;
  /** Tells gateways of `keys`. */
  publish: () => void;
  call: (id: string) => Promise<CallFact | undefined>;
  clock: Clock;
}

/**
 * Failover drills: a call through a gateway with a key that lives for that one call, by which the gateway knows to hold the
 * first provider down. No request can ask for that, only control, which publishes the keys.
 */
export class Drills {
  private readonly underWay = new Map<string, AdmissionKey>();
  private readonly gateway: GatewayClient;
  private readonly deps: DrillsDeps;

  constructor(deps: DrillsDeps) {
    this.deps = deps;
    this.gateway = new GatewayClient(deps.gatewayUrl);
  }

  /** To be published with the keys of the registry: by SHA-256 (hex) of the secret. */
  get keys(): Record<string, AdmissionKey> {
    return Object.fromEntries(this.underWay);
  }

  /** Throws `upstream_unreachable` where no gateway answers at all. */
  async run({ workload, model, tags }: DrillCall): Promise<FailoverDrill> {
    const { clock, publish } = this.deps;
    const secret = `wk_drill_${randomBytes(24).toString('base64url')}`;
    const hash = createHash('sha256').update(secret).digest('hex');
    const at = clock.now();
    const key: AdmissionKey = {
      id: 'drill',
      workload,
      state: 'active',
      expiresAt: at + KEY_LIVES_MS,
      tags,
      drill: true,
    };
    this.underWay.set(hash, key);
    publish();
    const started = clock.monotonic();
    try {
      const answer = await this.gateway.post(PATH, secret, bodyOf(model, hash));
      const waited = Math.round(clock.monotonic() - started);
      const call = answer.call_id === undefined ? undefined : await this.landed(answer.call_id);
      return {
        workload,
        at: new Date(at).toISOString(),
        duration_ms: call === undefined ? waited : Date.parse(call.ended_at) - Date.parse(call.started_at),
        ...judged(answer.status, answer.response, model, call),
        ...(answer.call_id === undefined ? {} : { call: answer.call_id }),
      };
    } finally {
      this.underWay.delete(hash);
      publish();
    }
  }

  private async landed(id: string): Promise<CallFact | undefined> {
    const until = performance.now() + LANDS_WITHIN_MS;
    while (performance.now() < until) {
      const call = await this.deps.call(id);
      if (call !== undefined) return call;
      await sleep(AGAIN_MS);
    }
    return undefined;
  }
}

/** The nonce keeps any cache from answering. */
function bodyOf(model: string, nonce: string): object {
  const content = `Failover drill ${nonce.slice(0, 12)}: answer with the word OK.`;
  return { model, max_completion_tokens: 16, messages: [{ role: 'user', content }] };
}

type Judged = Pick<FailoverDrill, 'ok' | 'primary' | 'answered_by' | 'message'>;

/** By the record of the call: it must have left the first provider, and have been answered elsewhere. */
export function judged(status: number, response: unknown, model: string, call: CallFact | undefined): Judged {
  const [first] = call?.attempts ?? [];
  const primary = first === undefined ? model : placeOf(first);
  if (status >= 300) return { ok: false, primary, message: shortened(errorOf(response) ?? `HTTP ${status}`) };
  if (call === undefined || first === undefined) {
    return {
      ok: false,
      primary,
      message: 'It was answered, but its record did not land in time to tell by whom.',
    };
  }
  const answeredBy = `${call.provider}/${call.model}`;
  if (call.provider === first.provider) {
    return {
      ok: false,
      primary,
      answered_by: answeredBy,
      message: 'The provider that was held down answered.',
    };
  }
  return {
    ok: true,
    primary,
    answered_by: answeredBy,
    message: `${primary} was held down; ${answeredBy} answered.`,
  };
}

function placeOf({ provider, model }: Pick<AttemptFact, 'provider' | 'model'>): string {
  return `${provider}/${model}`;
}

function errorOf(response: unknown): string | undefined {
  const { error } = (response ?? {}) as { error?: { message?: unknown } };
  return typeof error?.message === 'string' ? error.message : undefined;
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)} ...`;
}
