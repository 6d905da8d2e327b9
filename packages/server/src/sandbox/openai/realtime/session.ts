import { isObject, type Json } from '../../fields.ts';
import type { SandboxModel } from '../../models.ts';
import type { Exchange } from '../../world.ts';

/** What one connection knows: how it is set up, and what was said. */
export class RealtimeSession {
  readonly exchange: Exchange;
  readonly model: SandboxModel;
  readonly id: string;
  settings: Json;
  readonly items: Json[] = [];
  /** Tokens of sound in the buffer that is not yet an item. */
  pendingAudioTokens = 0;
  /** Tokens of sound in the conversation. */
  audioTokens = 0;
  /** Beginning of the conversation that an earlier response has read already. */
  knownText = 0;
  knownAudio = 0;
  private readonly send: (event: Json) => void;

  constructor(exchange: Exchange, model: SandboxModel, answersAs: string, send: (event: Json) => void) {
    this.exchange = exchange;
    this.model = model;
    this.send = send;
    this.id = `sess_sandbox_${exchange.world.nextId(20)}`;
    this.settings = {
      type: 'realtime',
      model: answersAs,
      output_modalities: ['audio'],
      instructions: '',
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      audio: { input: { turn_detection: null }, output: { voice: 'marin' } },
    };
  }

  emit(type: string, fields: Json): void {
    this.send({ type, event_id: `event_sandbox_${this.exchange.world.nextId(20)}`, ...fields });
  }

  describe(): Json {
    return { object: 'realtime.session', id: this.id, ...this.settings };
  }

  /** `session` overrides what it names. */
  update(session: Json): void {
    this.settings = { ...this.settings, ...session };
  }

  add(item: Json): Json {
    const added: Json = {
      id: `item_sandbox_${this.exchange.world.nextId(20)}`,
      object: 'realtime.item',
      status: 'completed',
      ...item,
    };
    const previous = this.items.at(-1)?.['id'] ?? null;
    this.items.push(added);
    this.emit('conversation.item.added', { previous_item_id: previous, item: added });
    this.emit('conversation.item.done', { previous_item_id: previous, item: added });
    return added;
  }

  /** The conversation as text; sound is counted apart. */
  rendered(): string {
    const { instructions, tools } = this.settings;
    const head = `${String(instructions ?? '')}${JSON.stringify(tools ?? [])}`;
    return (
      head +
      this.items.map((item) => `<|${String(item['role'] ?? item['type'])}|>${textOfItem(item)}`).join('')
    );
  }

  lastUserText(): string {
    const last = this.items.findLast((item) => item['role'] === 'user');
    return last === undefined ? '' : textOfItem(last);
  }
}

export function textOfItem(item: Json): string {
  if (item['type'] === 'function_call') return String(item['arguments'] ?? '');
  if (item['type'] === 'function_call_output') return String(item['output'] ?? '');
  const parts = Array.isArray(item['content']) ? item['content'].filter(isObject) : [];
  return parts.map((part) => String(part['text'] ?? part['transcript'] ?? '')).join('\n');
}
