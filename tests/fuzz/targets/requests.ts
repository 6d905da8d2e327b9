import { ADAPTERS, type Operation, type RequestFacts } from '../../../packages/server/src/providers/index.ts';
import { mutate } from '../mutate.ts';
import { sampleOf } from '../samples.ts';
import { must, mustEqual, orRefused, type Target } from '../target.ts';

const OPERATIONS = ADAPTERS.flatMap(({ dialect, operations }) =>
  operations.map((operation) => ({ dialect, operation })),
);
const REFUSALS = ['body_not_json', 'body_invalid'];
const LINE = { model: 'gemini-2.5-flash', query: '', contentType: 'application/json' };
const OTHER_MODEL = 'another/model"\\é';

/**
 * Bodies of requests: read or refused, never anything else. What Weir admits and prices must be what the provider
 * will read: the model and the stream flag are held against `JSON.parse`, also when members are repeated.
 */
export const requests: Target = {
  name: 'requests',
  weight: 30,
  check(random) {
    const { dialect, operation } = random.pick(OPERATIONS);
    const body = random.chance(0.02)
      ? random.bytes(random.int(300))
      : mutate(sampleOf(operation.name), random);
    const facts = orRefused(() => readWhole(operation, body), REFUSALS);
    const document = parsed(body);
    if (facts === undefined) return;
    wellFormed(facts, body);
    if (document === undefined) return;
    const inPath = dialect === 'gemini';
    if (!inPath && typeof document['model'] === 'string') {
      mustEqual(facts.model, document['model'], 'the model read is the one the provider sees', body);
    }
    if (!inPath && operation.streamTypes.includes('text/event-stream') && operation.body === 'json') {
      const streams = document['stream'] === true;
      if (operation.kind === 'chat') mustEqual(facts.stream, streams, 'so is `stream`', body);
    }
    rewritten(operation, body, document, inPath);
  },
};

function rewritten(
  operation: Operation,
  body: Buffer,
  document: Record<string, unknown>,
  inPath: boolean,
): void {
  const same = operation.rewriteRequest(body, {}, LINE);
  must(same === body, 'nothing changes that is not asked to', body);
  if (inPath || typeof document['model'] !== 'string') return;
  const changed = parsed(operation.rewriteRequest(body, { model: OTHER_MODEL }, LINE));
  must(changed !== undefined, 'a rewritten document stays one', body);
  mustEqual(changed, { ...document, model: OTHER_MODEL }, 'only the model changes', body);
  if (operation.name !== 'chat.completions' || document['stream'] !== true) return;
  const asking = parsed(operation.rewriteRequest(body, { askForUsage: true }, LINE));
  const options = asking?.['stream_options'] as { include_usage?: unknown } | undefined;
  if (document['stream_options'] === undefined)
    mustEqual(options?.include_usage, true, 'usage is asked for', body);
}

function wellFormed(facts: RequestFacts, body: Buffer): void {
  must(
    typeof facts.model === 'string' && typeof facts.stream === 'boolean',
    'facts have a model',
    facts,
    body,
  );
  const { maxOutputTokens, choices, mediaBytes } = facts;
  must(maxOutputTokens === undefined || maxOutputTokens >= 0, 'limits are not negative', facts, body);
  must(Number.isFinite(choices) && choices >= 0, 'choices are a number', facts, body);
  must(
    mediaBytes === undefined || (mediaBytes >= 0 && mediaBytes <= body.length),
    'media are part of the body',
    facts,
  );
}

function readWhole(operation: Operation, body: Buffer): RequestFacts {
  const steps = operation.readRequest(body, LINE);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
