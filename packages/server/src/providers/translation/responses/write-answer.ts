import type { Answer, AnswerPart } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import { encryptedContent } from './encrypted-content.ts';
import { Envelope, statusOf } from './envelope.ts';
import { callItem, type MessagePart, messageItem, reasoningItem } from './items.ts';

export function writeAnswer(answer: Answer, context: AnswerTranslationContext): object {
  const envelope = new Envelope(context);
  const refused = answer.parts.some(({ type }) => type === 'refusal');
  const status = statusOf(answer.finish, refused);
  return envelope.response(status, writeItems(answer.parts, envelope), answer.usage, answer.finish);
}

/** Texts in a row are parts of one message. */
function writeItems(parts: readonly AnswerPart[], envelope: Envelope): object[] {
  const items: object[] = [];
  let said: MessagePart[] = [];
  const id = (prefix: string) => envelope.itemId(prefix, items.length);
  const flush = () => {
    if (said.length > 0) items.push(messageItem(id('msg'), said, 'completed'));
    said = [];
  };
  for (const part of parts) {
    if (part.type === 'text' || part.type === 'refusal') {
      said.push({ type: part.type === 'text' ? 'output_text' : 'refusal', text: part.text });
      continue;
    }
    flush();
    if (part.type === 'reasoning') {
      items.push(reasoningItem(id('rs'), part.text, encryptedContent(part.signature, part.sealed)));
      continue;
    }
    const proof = encryptedContent(part.signature, undefined);
    if (proof !== undefined) items.push(reasoningItem(id('rs'), '', proof));
    items.push(callItem(id('fc'), part.id, part.name, part.arguments, 'completed'));
  }
  flush();
  return items;
}
