import type { Json } from '../fields.ts';
import { begin, type Route, readForm, readJson } from '../intake.ts';
import type { Turn } from '../world.ts';
import { answerImages } from './images.ts';
import { answerCompletions, promptsOf } from './legacy-completions.ts';
import { answerModerations, moderatedTexts } from './moderations.ts';
import { answerSpeech } from './speech-audio.ts';
import { answerTranscription } from './transcription.ts';

/** What is asked by JSON, with the text in which directives are looked for. */
function jsonRoute(
  path: RegExp,
  textOf: (body: Json) => string,
  answer: (turn: Turn, body: Json) => Promise<void>,
): Route {
  return {
    method: 'POST',
    path,
    async answer(exchange) {
      const { body, seed } = await readJson(exchange);
      const turn = await begin(exchange, seed, textOf(body));
      if (turn !== undefined) await answer(turn, body);
    },
  };
}

function formRoute(path: RegExp, answer: (turn: Turn, form: FormData) => Promise<void>): Route {
  return {
    method: 'POST',
    path,
    async answer(exchange) {
      const { form, seed } = await readForm(exchange);
      const turn = await begin(exchange, seed, String(form.get('prompt') ?? ''));
      if (turn !== undefined) await answer(turn, form);
    },
  };
}

/** Pictures, sound, moderation and the completions of old. */
export const MEDIA_ROUTES: readonly Route[] = [
  jsonRoute(/^\/completions$/, (body) => promptsOf(body).at(-1) ?? '', answerCompletions),
  jsonRoute(/^\/moderations$/, (body) => moderatedTexts(body).join('\n'), answerModerations),
  jsonRoute(
    /^\/images\/generations$/,
    (body) => String(body['prompt'] ?? ''),
    (turn, fields) => answerImages(turn, { fields, pictures: 0 }),
  ),
  formRoute(/^\/images\/edits$/, (turn, form) => {
    const pictures = form.getAll('image').length + form.getAll('image[]').length;
    return answerImages(turn, { fields: fieldsOf(form), pictures: Math.max(1, pictures) });
  }),
  jsonRoute(/^\/audio\/speech$/, (body) => String(body['input'] ?? ''), answerSpeech),
  formRoute(/^\/audio\/transcriptions$/, (turn, form) => answerTranscription(turn, form, 'transcribe')),
  formRoute(/^\/audio\/translations$/, (turn, form) => answerTranscription(turn, form, 'translate')),
];

/** Numbers come as text in a form. */
function fieldsOf(form: FormData): Json {
  const fields: Json = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = name === 'n' ? Number(value) : value;
  }
  return fields;
}
