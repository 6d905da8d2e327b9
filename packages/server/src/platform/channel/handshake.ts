import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import type { Challenge, RemoteHello, Welcome } from './frames.ts';

/**
 * How control and a gateway on another host come to know each other: control sends a nonce, the gateway answers with an
 * HMAC over both nonces and what it says of itself, control answers with one of its own. The secret never travels, and a
 * recorded conversation opens nothing. What follows is neither encrypted nor signed: that is TLS's to do.
 */

/** Raised when frames or topics change in a way that an older side would misunderstand. */
export const PROTOCOL = 1;
const NONCE_BYTES = 24;
const SHORTEST_TOKEN = 32;

/** Checks the secret of `channel_token_env`. Throws WeirError `config_invalid`, never showing it. */
export function checkedToken(name: string, token: string | undefined): string {
  if (token !== undefined && token.length >= SHORTEST_TOKEN) return token;
  const what =
    token === undefined || token === '' ? 'is not set' : `is shorter than ${SHORTEST_TOKEN} characters`;
  throw new WeirError('config_invalid', `channel_token_env names ${name}, which ${what}.`, {
    field: 'channel_token_env',
    remedy: 'Make one with: openssl rand -base64 48, and give the same to every control and gateway.',
  });
}

export function newChallenge(): Challenge {
  return { protocol: PROTOCOL, nonce: randomBytes(NONCE_BYTES).toString('base64url') };
}

export function answerChallenge(
  token: string,
  challenge: Challenge,
  who: { id: string; host: string; version: string },
): RemoteHello {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const { host, version } = who;
  const proof = proofOf(token, 'gateway', [challenge.nonce, nonce, who.id, host]);
  return { host, version, protocol: PROTOCOL, nonce, proof };
}

/** Undefined when the peer is who it says; else why it is refused, in words for its log. */
export function faultOf(
  token: string,
  challenge: Challenge,
  id: string,
  hello: RemoteHello | undefined,
  ours: string,
): WeirError | undefined {
  if (!isHello(hello)) {
    return new WeirError('invalid_argument', 'This is no gateway of Weir: its hello is not understood');
  }
  if (hello.protocol !== PROTOCOL) {
    const text = `This gateway (Weir ${hello.version}) speaks version ${hello.protocol} of the protocol between control and gateways, control (Weir ${ours}) speaks version ${PROTOCOL}`;
    return new WeirError('conflict', text, { remedy: 'Run the same release of Weir on all hosts.' });
  }
  if (equal(hello.proof, proofOf(token, 'gateway', [challenge.nonce, hello.nonce, id, hello.host])))
    return undefined;
  return new WeirError('client_not_allowed', 'The secret of this gateway is not that of control', {
    remedy: 'Give both the same value in the variable that channel_token_env names.',
  });
}

export function welcomeTo(token: string, challenge: Challenge, hello: RemoteHello, epoch: number): Welcome {
  return { epoch, proof: proofOf(token, 'control', [challenge.nonce, hello.nonce, String(epoch)]) };
}

export function isControl(
  token: string,
  challenge: Challenge,
  hello: RemoteHello,
  welcome: Welcome,
): boolean {
  const expected = proofOf(token, 'control', [challenge.nonce, hello.nonce, String(welcome.epoch)]);
  return typeof welcome.proof === 'string' && equal(welcome.proof, expected);
}

function isHello(hello: RemoteHello | undefined): hello is RemoteHello {
  return (
    typeof hello === 'object' &&
    hello !== null &&
    [hello.host, hello.version, hello.nonce, hello.proof].every((one) => typeof one === 'string') &&
    typeof hello.protocol === 'number'
  );
}

function proofOf(token: string, side: 'gateway' | 'control', parts: readonly string[]): string {
  return createHmac('sha256', token)
    .update(JSON.stringify(['weir channel', PROTOCOL, side, ...parts]))
    .digest('base64url');
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
