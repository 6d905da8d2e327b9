import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ApiError } from '../../api-error.ts';
import { isObject, type Json } from '../../fields.ts';
import { countRequest } from '../../policing.ts';
import type { Exchange } from '../../world.ts';
import { modelNotFound } from '../request.ts';
import { respond } from './respond.ts';
import { RealtimeSession } from './session.ts';

const LARGEST_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Sixteen-bit samples at 24 kHz, ten tokens a second. */
const BYTES_PER_AUDIO_TOKEN = 4_800;
const server = new WebSocketServer({
  noServer: true,
  maxPayload: LARGEST_MESSAGE_BYTES,
  // Browsers send their key as a further protocol; only the first may be agreed on.
  handleProtocols: (protocols) => (protocols.has('realtime') ? 'realtime' : false),
});

/** Takes over an upgraded connection, or throws ApiError when there is nothing to talk to. */
export function connectRealtime(
  exchange: Exchange,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const name = exchange.target.query.get('model') ?? exchange.target.query.get('deployment') ?? '';
  const found = exchange.world.models.find('openai', name);
  if (found?.model.kind !== 'realtime') throw modelNotFound(name);
  countRequest(exchange);
  server.handleUpgrade(req, socket, head, (ws) => {
    const send = (event: Json) => ws.send(JSON.stringify(event));
    const session = new RealtimeSession(exchange, found.model, found.answersAs, send);
    session.emit('session.created', { session: session.describe() });
    converse(ws, session);
  });
}

/** Events are taken one after the other, so that answers never overlap. */
function converse(ws: WebSocket, session: RealtimeSession): void {
  let work = Promise.resolve();
  ws.on('message', (data) => {
    work = work
      .then(() => take(ws, session, String(data)))
      .catch((error: unknown) => {
        const message = error instanceof ApiError ? error.message : 'The sandbox failed.';
        session.emit('error', { error: { type: 'invalid_request_error', code: null, message, param: null } });
      });
  });
  // A client that leaves badly is none of the sandbox's business.
  ws.on('error', () => undefined);
}

async function take(ws: WebSocket, session: RealtimeSession, text: string): Promise<void> {
  const event = parsed(text);
  switch (event['type']) {
    case 'session.update':
      session.update(isObject(event['session']) ? event['session'] : {});
      session.emit('session.updated', { session: session.describe() });
      return;
    case 'conversation.item.create':
      session.audioTokens += audioTokensOf(event['item']);
      session.add(isObject(event['item']) ? event['item'] : {});
      return;
    case 'input_audio_buffer.append':
      session.pendingAudioTokens += tokensOfBase64(event['audio']);
      return;
    case 'input_audio_buffer.commit': {
      session.audioTokens += session.pendingAudioTokens;
      session.pendingAudioTokens = 0;
      const content = [{ type: 'input_audio', transcript: null }];
      const item = session.add({ type: 'message', role: 'user', content });
      session.emit('input_audio_buffer.committed', { item_id: item['id'] });
      return;
    }
    case 'response.create': {
      const overrides = isObject(event['response']) ? event['response'] : {};
      if (!(await respond(session, overrides))) ws.terminate();
      return;
    }
    case 'input_audio_buffer.clear':
      session.pendingAudioTokens = 0;
      session.emit('input_audio_buffer.cleared', {});
      return;
    default:
      throw new ApiError(400, 'invalid_request', `Invalid value: '${String(event['type'])}'.`, {
        param: 'type',
      });
  }
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Falls through to the same complaint as any other text that is no event.
  }
  throw new ApiError(400, 'invalid_request', 'The message is not a JSON object.');
}

function audioTokensOf(item: unknown): number {
  const content = isObject(item) && Array.isArray(item['content']) ? item['content'].filter(isObject) : [];
  return content.reduce((sum, part) => sum + tokensOfBase64(part['audio']), 0);
}

function tokensOfBase64(audio: unknown): number {
  return typeof audio === 'string' ? Math.ceil((audio.length * 0.75) / BYTES_PER_AUDIO_TOKEN) : 0;
}
