import { isObject, type Json, missing } from '../fields.ts';
import { reply } from '../intake.ts';
import { hash32 } from '../random.ts';
import type { Turn } from '../world.ts';
import { modelNotFound } from './request.ts';

const DEFAULT_MODEL = 'omni-moderation-latest';
/** Each category with words that make the sandbox flag a text. */
const CATEGORIES: readonly (readonly [category: string, words: RegExp])[] = [
  ['harassment', /\b(idiot|stupid|loser)\b/i],
  ['harassment/threatening', /\bi will (hurt|find) you\b/i],
  ['hate', /\bhate (them|those people)\b/i],
  ['hate/threatening', /\bexterminate\b/i],
  ['illicit', /\b(launder money|counterfeit)\b/i],
  ['illicit/violent', /\b(bomb|explosive)s?\b/i],
  ['self-harm', /\bself-harm\b/i],
  ['self-harm/intent', /\bhurt myself\b/i],
  ['self-harm/instructions', /\bhow to hurt myself\b/i],
  ['sexual', /\bexplicit content\b/i],
  ['sexual/minors', /\bnever matched by the sandbox\b/i],
  ['violence', /\b(kill|murder|attack)\b/i],
  ['violence/graphic', /\bgore\b/i],
];

export function moderatedTexts(body: Json): string[] {
  const { input } = body;
  if (input === undefined || input === null) throw missing('input');
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input)) return [JSON.stringify(input)];
  // Parts of one multi-modal input are judged together, plain texts each on its own.
  if (!input.some(isObject)) return input.map(String);
  return [input.map((part) => (isObject(part) ? String(part['text'] ?? '') : String(part))).join('\n')];
}

export async function answerModerations(turn: Turn, body: Json): Promise<void> {
  const name = typeof body['model'] === 'string' ? body['model'] : DEFAULT_MODEL;
  const found = turn.world.models.find('openai', name);
  if (found?.model.kind !== 'moderation') throw modelNotFound(name);
  await reply(turn, {
    id: `modr-sandbox-${turn.world.nextId(24)}`,
    model: found.answersAs,
    results: moderatedTexts(body).map(judge),
  });
}

function judge(text: string): unknown {
  const hits = CATEGORIES.map(([category, words]) => [category, words.test(text)] as const);
  const score = (category: string, hit: boolean) => {
    const share = hash32(`${category} ${text}`) / 2 ** 32;
    return Number((hit ? 0.8 + share * 0.19 : share * 0.01).toFixed(6));
  };
  return {
    flagged: hits.some(([, hit]) => hit),
    categories: Object.fromEntries(hits),
    category_scores: Object.fromEntries(hits.map(([category, hit]) => [category, score(category, hit)])),
    category_applied_input_types: Object.fromEntries(hits.map(([category]) => [category, ['text']])),
  };
}
