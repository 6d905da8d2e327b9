import { WeirError } from '@weir/core/errors';
import type { Context } from 'hono';
import {
  answerOf,
  encodingOf,
  faultAnswer,
  type OtlpAnswer,
  type OtlpEncoding,
  readSpans,
  type Sender,
} from '../../ingest/otlp/index.ts';
import { asWeirError } from '../answers/errors.ts';
import { actorOfToken, type Credentials } from '../auth/authenticate.ts';
import type { AdminDeps, OtlpDeps } from '../deps.ts';
import type { Api, AppEnv } from '../env.ts';

const OTLP_TRACES = '/otlp/v1/traces';

/** More would hold too much in memory at once; exporters come again. */
const MOST_AT_ONCE = 8;
const BUSY_SECONDS = 1;
const LEDGER_SECONDS = 5;

/** `POST /otlp/v1/traces`: OTLP/HTTP beside the API, because exporters bring their own path and a key of a workload. */
export function addOtlpRoute(
  app: Api,
  deps: Pick<AdminDeps, 'otlp' | 'log'>,
  credentials: Credentials,
): void {
  const { otlp, log } = deps;
  if (otlp === undefined) return;
  let busy = 0;

  app.post(OTLP_TRACES, async (c) => {
    const encoding = c.req.header('content-type')?.includes('json') === true ? 'json' : 'protobuf';
    try {
      const sender = await senderOf(c, otlp, credentials);
      if (busy >= MOST_AT_ONCE) throw busyNow();
      busy += 1;
      try {
        const received = await otlp.receiver.receive(await spansOf(c), sender);
        if (received.calls > 0 || received.takenBack > 0) otlp.landed(received);
        return send(c, 200, answerOf(encoding, received));
      } finally {
        busy -= 1;
      }
    } catch (error) {
      return refuse(c, encoding, error);
    }
  });

  function refuse(c: Context<AppEnv>, encoding: OtlpEncoding, error: unknown): Response {
    const weir = asWeirError(error);
    if (weir.status < 500) {
      // what is left of the body is not read: the next request must not come on this connection
      c.header('connection', 'close');
      if (weir.status === 429) c.header('retry-after', String(BUSY_SECONDS));
      return send(c, weir.status, faultAnswer(encoding, weir));
    }
    log.error({ err: error, requestId: c.get('requestId') }, 'traces could not be taken in');
    // exporters repeat 503 and keep the spans; they throw away what is answered by 500
    c.header('retry-after', String(LEDGER_SECONDS));
    const again = new WeirError('ledger_unavailable', 'The ledger cannot take spans in now', {
      remedy: 'Send them again; nothing of them is charged twice.',
    });
    return send(c, again.status, faultAnswer(encoding, again));
  }
}

function spansOf(c: Context<AppEnv>) {
  const encoding = encodingOf(c.req.header('content-type'));
  const { body } = c.req.raw;
  if (body === null)
    throw new WeirError('body_invalid', 'The body is empty', { remedy: 'Send the spans as the body.' });
  return readSpans(body as unknown as AsyncIterable<Uint8Array>, encoding, c.req.header('content-encoding'));
}

/** A key of a workload, or an admin token, for which `?workload=` or the attribute `weir.workload` names the workload. */
async function senderOf(
  c: Context<AppEnv>,
  { receiver }: OtlpDeps,
  credentials: Credentials,
): Promise<Sender> {
  const secret =
    /^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? c.req.header('x-api-key')?.trim();
  if (secret === undefined || secret === '') {
    throw new WeirError('key_missing', 'Traces need a key of a workload', {
      field: 'Authorization',
      remedy: 'Set OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<key>.',
    });
  }
  if ((await actorOfToken(secret, credentials)) !== undefined) {
    const workload = c.req.query('workload');
    return { admin: true, ...(workload === undefined || workload === '' ? {} : { workload }) };
  }
  try {
    return receiver.senderOf(secret);
  } catch (error) {
    await credentials.delay.afterFailure();
    throw error;
  }
}

function busyNow(): WeirError {
  return new WeirError('too_many_requests', `More than ${MOST_AT_ONCE} deliveries of spans at once`, {
    remedy: 'Send them again in a moment.',
  });
}

function send(c: Context<AppEnv>, status: number, { contentType, body }: OtlpAnswer): Response {
  c.header('content-type', contentType);
  return c.body(new Uint8Array(body), status as 200);
}
