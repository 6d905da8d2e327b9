import { adapterOf } from '../../../packages/server/src/providers/index.ts';
import { RECORDED_ANSWERS, RECORDED_STREAMS } from '../fixtures.ts';
import { mutate } from '../mutate.ts';
import { cut } from '../random.ts';
import { must, mustEqual, type Target } from '../target.ts';

type Meter = ReturnType<NonNullable<ReturnType<typeof adapterOf>>['operations'][number]['createStreamMeter']>;

/** Longer frames pass in parts, as they come: what is read of them then depends on how they came. */
const FRAME_LIMIT = 16 * 1024;
/** What a meter may hold back beyond the piece it was just given. */
const MOST_HELD = 64 * 1024;
const REQUEST = {
  model: 'm',
  stream: true,
  maxOutputTokens: undefined,
  choices: 1,
  user: undefined,
  metadata: undefined,
  mustAskForUsage: false,
};

/**
 * Streams of every operation: no byte is lost or made up, whatever comes and however it is cut; what is read of it does
 * not depend on the cuts; little is held back.
 */
export const meters: Target = {
  name: 'stream meters',
  weight: 25,
  check(random) {
    const { dialect, file, bytes } = random.pick(RECORDED_STREAMS);
    const operations =
      adapterOf(dialect)?.operations.filter(({ streamTypes }) => streamTypes.length > 0) ?? [];
    const operation = random.pick(operations);
    const contentType = random.pick(operation.streamTypes);
    const stream = mutate(random.chance(0.1) ? Buffer.concat([bytes, bytes]) : bytes, random);
    const hideUsage = random.chance(0.4);
    const make = () => operation.createStreamMeter({ hideUsage, contentType, request: REQUEST });
    const whole = run(make(), [stream]);
    const parts = run(make(), cut(stream, random));
    if (!hideUsage || !stream.includes('"usage"')) {
      mustEqual(parts.all, stream, `${operation.name}: bytes pass as they are`, contentType);
    }
    // a stream that is not of the kind its content type says has no frames to read
    if (longestFrame(stream) > FRAME_LIMIT || file.includes('array') !== contentType.includes('json')) return;
    mustEqual(
      parts.all,
      whole.all,
      `${operation.name}: the same bytes however they are cut`,
      contentType,
      stream,
    );
    mustEqual(parts.facts, whole.facts, `${operation.name}: the same facts`, contentType, stream);
    mustEqual(parts.state, whole.state, `${operation.name}: the same end`, contentType, stream);
  },
};

/** Unary answers, whole or any part of them. */
export const answers: Target = {
  name: 'unary answers',
  weight: 8,
  check(random) {
    const { dialect, bytes } = random.pick(RECORDED_ANSWERS);
    const operation = random.pick(adapterOf(dialect)?.operations ?? []);
    const body = mutate(bytes, random);
    const partial = random.chance(0.3);
    const from = partial ? random.int(body.length + 1) : 0;
    const facts = operation.readAnswer(body.subarray(from), partial, { ...REQUEST, stream: false });
    must(
      Number.isFinite(facts.outputEstimate) && facts.outputEstimate >= 0,
      'estimates are counts',
      facts,
      body,
    );
    for (const [unit, quantity] of Object.entries(facts.usage ?? {})) {
      must(
        Number.isFinite(quantity) && quantity >= 0,
        `${operation.name}: ${unit} is a quantity`,
        facts,
        body,
      );
    }
    adapterOf(dialect)?.readErrorCode(body);
  },
};

function run(meter: Meter, pieces: readonly Buffer[]) {
  const passed: Buffer[] = [];
  let given = 0;
  let out = 0;
  for (const piece of pieces) {
    given += piece.length;
    const now = meter.push(piece);
    if (now !== undefined) {
      passed.push(now);
      out += now.length;
    }
    if (!meter.ended) must(given - out <= MOST_HELD + piece.length, 'a meter holds little back', given - out);
  }
  const held = meter.held();
  if (held !== undefined) passed.push(held);
  return {
    all: Buffer.concat(passed),
    facts: meter.facts(),
    state: { ended: meter.ended, failed: meter.failed, complete: meter.complete() },
  };
}

function longestFrame(stream: Buffer): number {
  return Math.max(
    ...stream
      .toString('latin1')
      .split(/\r?\n\r?\n/)
      .map((frame) => frame.length),
  );
}
