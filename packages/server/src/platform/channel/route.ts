import { connect, type Socket } from 'node:net';
import { parseAddress } from './address.ts';
import { encodeFrame, type Frame, fromFrameError } from './frames.ts';
import { answerChallenge, isControl } from './handshake.ts';
import type { RemoteTarget } from './port.ts';
import { socketPath } from './socket-path.ts';

/** From the first attempt to the welcome. */
const REACH_MS = 3_000;
/** A host that is cut off answers nothing and closes nothing. */
const PATIENCE_MS = 6_000;

/** One attempt to reach control; then `ready` once it may be talked to. */
export interface Attempt {
  readonly socket: Socket;
  /** Takes frames until control is reached; false for those that are not about that. */
  take(frame: Frame): boolean;
}

/** How a client comes to control. */
export interface Route {
  /** The other end must show within this time that it is alive; undefined where the system would tell. */
  readonly patienceMs: number | undefined;
  open(ready: () => void): Attempt;
}

/** By the Unix socket at `path`: who can open it is let in. */
export function localRoute(path: string, id: string): Route {
  return {
    patienceMs: undefined,
    open(ready) {
      const socket = connect(socketPath(path));
      socket.on('connect', () => {
        socket.write(encodeFrame({ hello: id }));
        ready();
      });
      return { socket, take: () => false };
    },
  };
}

/** By TCP, to the first of several controls that leads and knows the secret; the next attempt goes to the next one. */
export function remoteRoute(target: RemoteTarget, id: string): Route {
  let next = 0;
  let highestEpoch = 0;
  return {
    patienceMs: target.patienceMs ?? PATIENCE_MS,
    open(ready) {
      const address = target.addresses[next % target.addresses.length] ?? '';
      const where = parseAddress(address);
      const socket = target.connect?.(where) ?? connect(where);
      socket.setNoDelay(true);
      const late = setTimeout(() => socket.destroy(), REACH_MS);
      let reached = false;
      const refuse = (error: Error) => {
        target.onRefused?.(address, error);
        socket.destroy();
      };
      socket.on('close', () => {
        clearTimeout(late);
        // the one that led is asked once more: a connection may break while its control lives
        if (!reached) next += 1;
      });
      let greeting:
        | {
            challenge: Extract<Frame, { challenge: unknown }>['challenge'];
            hello: ReturnType<typeof answerChallenge>;
          }
        | undefined;
      return {
        socket,
        take(frame) {
          if (reached) return false;
          if ('challenge' in frame && greeting === undefined) {
            const { challenge } = frame;
            const hello = answerChallenge(target.token, challenge, { ...target, id });
            greeting = { challenge, hello };
            socket.write(encodeFrame({ hello: id, remote: hello }));
          } else if ('refused' in frame) {
            refuse(fromFrameError(frame.refused));
          } else if ('welcome' in frame && greeting !== undefined) {
            const { challenge, hello } = greeting;
            if (!isControl(target.token, challenge, hello, frame.welcome)) {
              refuse(new Error('It does not know the secret of channel_token_env'));
            } else if (frame.welcome.epoch < highestEpoch) {
              refuse(new Error('It led once; another control has led since'));
            } else {
              highestEpoch = frame.welcome.epoch;
              reached = true;
              clearTimeout(late);
              ready();
            }
          } else refuse(new Error('It does not speak like control'));
          return true;
        },
      };
    },
  };
}
