import { callItem, contentPart, type MessagePart, messageItem, reasoningItem } from './items.ts';

/** One output item on its way: the events that begin, fill and end it. */
export interface ItemWriter {
  begin(): object[];
  end(): object[];
  whole(): object;
}

export class MessageWriter implements ItemWriter {
  private readonly parts: MessagePart[] = [];
  private readonly place: { readonly item_id: string; readonly output_index: number };

  constructor(id: string, index: number) {
    this.place = { item_id: id, output_index: index };
  }

  begin(): object[] {
    const item = messageItem(this.place.item_id, [], 'in_progress');
    return [{ type: 'response.output_item.added', output_index: this.place.output_index, item }];
  }

  delta(type: MessagePart['type'], text: string): object[] {
    const events: object[] = [];
    let part = this.parts.at(-1);
    if (part?.type !== type) {
      events.push(...this.endPart());
      part = { type, text: '' };
      this.parts.push(part);
      events.push({ type: 'response.content_part.added', ...this.at(), part: contentPart(part) });
    }
    part.text += text;
    const extra = type === 'output_text' ? { logprobs: [] } : {};
    events.push({ type: `response.${type}.delta`, ...this.at(), delta: text, ...extra });
    return events;
  }

  end(): object[] {
    const { output_index } = this.place;
    return [...this.endPart(), { type: 'response.output_item.done', output_index, item: this.whole() }];
  }

  whole(): object {
    return messageItem(this.place.item_id, this.parts, 'completed');
  }

  private endPart(): object[] {
    const part = this.parts.at(-1);
    if (part === undefined) return [];
    const said = part.type === 'refusal' ? { refusal: part.text } : { text: part.text, logprobs: [] };
    return [
      { type: `response.${part.type}.done`, ...this.at(), ...said },
      { type: 'response.content_part.done', ...this.at(), part: contentPart(part) },
    ];
  }

  private at(): object {
    return { ...this.place, content_index: this.parts.length - 1 };
  }
}

export class ReasoningWriter implements ItemWriter {
  private text = '';
  private encrypted: string | undefined;
  private readonly place: { readonly item_id: string; readonly output_index: number };

  constructor(id: string, index: number) {
    this.place = { item_id: id, output_index: index };
  }

  begin(): object[] {
    const item = reasoningItem(this.place.item_id, '', undefined);
    return [{ type: 'response.output_item.added', output_index: this.place.output_index, item }];
  }

  delta(text: string): object[] {
    const part = { type: 'summary_text', text: '' };
    const at = { ...this.place, summary_index: 0 };
    const head = this.text === '' ? [{ type: 'response.reasoning_summary_part.added', ...at, part }] : [];
    this.text += text;
    return [...head, { type: 'response.reasoning_summary_text.delta', ...at, delta: text }];
  }

  sign(encrypted: string | undefined): object[] {
    this.encrypted = (this.encrypted ?? '') + (encrypted ?? '');
    return [];
  }

  end(): object[] {
    const { output_index } = this.place;
    const { text } = this;
    const at = { ...this.place, summary_index: 0 };
    const summary = [
      { type: 'response.reasoning_summary_text.done', ...at, text },
      { type: 'response.reasoning_summary_part.done', ...at, part: { type: 'summary_text', text } },
    ];
    const done = { type: 'response.output_item.done', output_index, item: this.whole() };
    return text === '' ? [done] : [...summary, done];
  }

  whole(): object {
    return reasoningItem(this.place.item_id, this.text, this.encrypted);
  }
}

export class CallWriter implements ItemWriter {
  readonly key: number;
  private json = '';
  private readonly call: { readonly id: string; readonly name: string };
  private readonly place: { readonly item_id: string; readonly output_index: number };

  constructor(id: string, index: number, call: { key: number; id: string; name: string }) {
    this.place = { item_id: id, output_index: index };
    this.key = call.key;
    this.call = call;
  }

  begin(): object[] {
    const item = callItem(this.place.item_id, this.call.id, this.call.name, '', 'in_progress');
    return [{ type: 'response.output_item.added', output_index: this.place.output_index, item }];
  }

  delta(json: string): object[] {
    this.json += json;
    return [{ type: 'response.function_call_arguments.delta', ...this.place, delta: json }];
  }

  end(): object[] {
    const { output_index } = this.place;
    return [
      {
        type: 'response.function_call_arguments.done',
        ...this.place,
        name: this.call.name,
        arguments: this.json,
      },
      { type: 'response.output_item.done', output_index, item: this.whole() },
    ];
  }

  whole(): object {
    return callItem(this.place.item_id, this.call.id, this.call.name, this.json, 'completed');
  }
}
