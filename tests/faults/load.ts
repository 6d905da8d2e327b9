import { Agent, request } from 'node:http';

/** One request as its client saw it. */
export interface Seen {
  user: string;
  callId: string | undefined;
  /** The whole answer arrived, its end marker included. */
  ended: boolean;
}

export interface Load {
  seen: readonly Seen[];
  /** No new requests; resolves when those under way have ended one way or another. */
  stop(): Promise<void>;
}

const TICK_MS = 10;
const GIVE_UP_MS = 10_000;
/** Every fourth call streams. */
const STREAMS = 4;

/** Open loop: requests leave at a steady rate whether or not anybody answers. */
export function startLoad(gatewayUrl: string, key: string, perSecond: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const seen: Seen[] = [];
  const pending = new Set<Promise<void>>();
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond);
    for (; sent < due; sent++) {
      const call = one(agent, gatewayUrl, key, sent).then((result) => void seen.push(result));
      pending.add(call);
      void call.finally(() => pending.delete(call));
    }
  }, TICK_MS);
  return {
    seen,
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
      agent.destroy();
    },
  };
}

function one(agent: Agent, gatewayUrl: string, key: string, number: number): Promise<Seen> {
  const user = `load-${number}`;
  const stream = number % STREAMS === 0;
  const body = JSON.stringify({
    model: 'gpt-4o-mini',
    user,
    stream,
    max_tokens: 50,
    messages: [{ role: 'user', content: 'Say something in about twelve tokens, please.' }],
  });
  return new Promise((resolve) => {
    const seen: Seen = { user, callId: undefined, ended: false };
    const done = () => resolve(seen);
    const req = request(
      `${gatewayUrl}/v1/chat/completions`,
      {
        method: 'POST',
        agent,
        timeout: GIVE_UP_MS,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (res) => {
        const id = res.headers['x-weir-call-id'];
        seen.callId = typeof id === 'string' ? id : undefined;
        let tail = '';
        res.setEncoding('utf8');
        res.on('data', (text: string) => {
          tail = (tail + text).slice(-64);
        });
        res.on('end', () => {
          seen.ended =
            res.statusCode === 200 && res.complete && (stream ? tail.includes('[DONE]') : tail.endsWith('}'));
        });
        res.on('error', done);
        res.on('close', done);
      },
    );
    req.on('timeout', () => req.destroy());
    req.on('error', done);
    req.end(body);
  });
}
