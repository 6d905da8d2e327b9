import { invalidRequest } from './api-error.ts';
import { parseDirectives } from './directives.ts';
import { playFaults, rollDirectives } from './faults.ts';
import type { Json } from './fields.ts';
import { parseObject, pause, readBody, sendAnswer } from './http.ts';
import { countRequest } from './policing.ts';
import { createRandom, hash32 } from './random.ts';
import { headersOf } from './speech.ts';
import type { Exchange, Turn } from './world.ts';

/** One thing that can be asked. `parameters` are the groups of the pattern, decoded. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Of the path below the version path. */
  path: RegExp;
  answer(exchange: Exchange, parameters: readonly string[]): Promise<void>;
}

/** Calls the first route that fits; false when none does. */
export async function follow(routes: readonly Route[], exchange: Exchange, path: string): Promise<boolean> {
  for (const route of routes) {
    const found = route.method === exchange.req.method ? route.path.exec(path) : null;
    if (found === null) continue;
    await route.answer(exchange, found.slice(1).map(decoded));
    return true;
  }
  return false;
}

/** A malformed escape stays what it is: the name then is simply not known. */
function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}

/** Fields that change how an answer travels, not what it says. */
const TRANSPORT_FIELDS = ['stream', 'stream_options', 'metadata', 'user', 'store'];
/** In forms also this one: there it chooses between JSON, text and subtitles. */
const FORM_TRANSPORT_FIELDS = [...TRANSPORT_FIELDS, 'response_format'];

export async function readJson(exchange: Exchange): Promise<{ body: Json; seed: number }> {
  const sent = parseObject(await readBody(exchange.req, exchange.world.maxBodyBytes));
  const body: Json = { ...sent, ...exchange.patch };
  const content: Json = { ...body };
  for (const field of TRANSPORT_FIELDS) delete content[field];
  return { body, seed: hash32(JSON.stringify(content), exchange.world.seed) };
}

/** A multipart form; repeated fields keep all their values. */
export async function readForm(exchange: Exchange): Promise<{ form: FormData; seed: number }> {
  const body = await readBody(exchange.req, exchange.world.maxBodyBytes);
  const type = exchange.req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    throw invalidRequest("The content type of this request must be 'multipart/form-data'.");
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw invalidRequest('Could not parse the multipart form of your request.');
    });
  for (const [name, value] of Object.entries(exchange.patch ?? {})) form.set(name, String(value));
  return { form, seed: hash32(`${exchange.target.route} ${await contentOf(form)}`, exchange.world.seed) };
}

/** The fields of a form as text; boundaries, and how the answer is to travel, do not matter to what it says. */
async function contentOf(form: FormData): Promise<string> {
  const fields: string[] = [];
  for (const [name, value] of form) {
    if (FORM_TRANSPORT_FIELDS.includes(name)) continue;
    const text =
      typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('latin1');
    fields.push(`${name}=${text}`);
  }
  return fields.join('&');
}

/** Counts the request, plays the faults that come before an answer; undefined when one of them was the answer. */
export async function begin(
  exchange: Exchange,
  seed: number,
  lastUserText: string,
): Promise<Turn | undefined> {
  countRequest(exchange);
  const header = exchange.req.headers['x-sandbox-fault'];
  const asked = parseDirectives(typeof header === 'string' ? header : undefined, lastUserText);
  const directives = Object.keys(asked).length > 0 ? asked : rollDirectives(exchange.world);
  const turn: Turn = { ...exchange, directives, random: createRandom(seed) };
  return (await playFaults(turn, seed)) ? turn : undefined;
}

/** A unary JSON answer under the headers of the API that was asked, at its time. */
export async function reply(turn: Turn, value: unknown, waitMs = 0): Promise<void> {
  if (!(await pause(turn, waitMs + (turn.directives.slowMs ?? 0)))) return;
  await sendAnswer(turn, headersOf(turn), value);
}

/** A route without a body: faults come by the header alone. */
export async function answerPlain(exchange: Exchange, value: (turn: Turn) => unknown): Promise<void> {
  const { target, world } = exchange;
  const turn = await begin(exchange, hash32(`${exchange.req.method} ${target.route}`, world.seed), '');
  if (turn !== undefined) await reply(turn, value(turn));
}
