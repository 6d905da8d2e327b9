import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const GATEWAY = 'packages/server/src/gateway/tests';

/**
 * What a drop-in gateway must get right on the wire, and the files with the tests that would fail without it. Such a
 * test, or the `describe` around it, carries the number in its title: `[8]`.
 */
const BEHAVIOURS: readonly (readonly [number: number, what: string, files: readonly string[]])[] = [
  [
    1,
    'frames are relayed unbuffered and byte for byte',
    [`${GATEWAY}/promises.test.ts`, 'tests/sdk/relay.test.ts', 'tests/fuzz/fuzz.test.ts'],
  ],
  [
    2,
    'usage of OpenAI streams is asked for, and hidden from clients that did not',
    [`${GATEWAY}/path.test.ts`, 'tests/sdk/openai-helpers.test.ts'],
  ],
  [
    3,
    'usage is taken beside no choices, in an empty delta or in the last chunk',
    ['tests/sdk/openai-helpers.test.ts', 'packages/server/src/providers/conformance.test.ts'],
  ],
  [4, 'the final usage of an Anthropic stream is cumulative', [`${GATEWAY}/path.test.ts`]],
  [
    5,
    'tokens are normalised once, whatever the dialect means by them',
    ['tests/sdk/gemini.test.ts', 'tests/sdk/cross-openai.test.ts'],
  ],
  [6, 'usage of the Responses API comes with its last event', ['tests/sdk/openai-helpers.test.ts']],
  [7, 'both framings of Gemini streams', ['tests/sdk/gemini.test.ts', 'tests/sdk/relay.test.ts']],
  [
    8,
    'failure in mid-stream is told in the dialect, never a faked end',
    [`${GATEWAY}/failures.test.ts`, 'tests/faults/matrix.test.ts'],
  ],
  [9, 'no status before the provider has answered', [`${GATEWAY}/promises.test.ts`]],
  [
    10,
    'refusals come in the dialect of the caller',
    [`${GATEWAY}/refusals.test.ts`, 'tests/sdk/relay.test.ts'],
  ],
  [
    11,
    'retry-after and rate-limit headers are forwarded',
    [`${GATEWAY}/failures.test.ts`, `${GATEWAY}/path.test.ts`],
  ],
  [12, 'the call id and the cost are told', [`${GATEWAY}/path.test.ts`, 'tests/sdk/curl.test.ts']],
  [
    13,
    'beta headers go on, hop-by-hop headers do not, encodings keep their label',
    [`${GATEWAY}/path.test.ts`, `${GATEWAY}/client.test.ts`],
  ],
  [14, 'the key may come as any dialect sends it', ['tests/sdk/curl.test.ts', 'tests/sdk/gemini.test.ts']],
  [
    15,
    'HEAD, OPTIONS and health',
    [`${GATEWAY}/requests.test.ts`, `${GATEWAY}/edge.test.ts`, 'tests/sdk/curl.test.ts'],
  ],
  [
    16,
    'counting tokens is forwarded and free',
    [`${GATEWAY}/path.test.ts`, 'tests/sdk/gemini.test.ts', 'tests/sdk/anthropic-helpers.test.ts'],
  ],
  [
    17,
    'models are listed in each shape, as the key may use them',
    [`${GATEWAY}/requests.test.ts`, 'tests/sdk/openai-media.test.ts', 'tests/sdk/gemini.test.ts'],
  ],
  [
    18,
    'what a provider account holds is pinned to it',
    [`${GATEWAY}/resources.test.ts`, 'tests/sdk/openai-helpers.test.ts'],
  ],
  [19, 'large answers pass', [`${GATEWAY}/client.test.ts`, 'tests/sdk/relay.test.ts']],
  [
    20,
    'pictures, sound and forms are streamed through and metered in their own units',
    ['tests/sdk/openai-media.test.ts', 'tests/sdk/relay.test.ts'],
  ],
  [
    21,
    'files and batches belong to their workload; a batch is charged once, at its price',
    ['tests/sdk/openai-batches.test.ts'],
  ],
  [
    22,
    'tool calls keep their order and fields; unknown parameters pass',
    ['tests/sdk/relay.test.ts', 'tests/sdk/openai-helpers.test.ts'],
  ],
  [23, 'a client that leaves is charged', [`${GATEWAY}/client.test.ts`]],
  [24, 'backpressure both ways', [`${GATEWAY}/client.test.ts`]],
  [
    25,
    '100 MB pass; more is a 413 in the dialect',
    [`${GATEWAY}/requests.test.ts`, 'tests/sdk/relay.test.ts'],
  ],
  [26, 'separate timeouts', [`${GATEWAY}/failures.test.ts`]],
  [
    27,
    'retry and fallback before the first byte only, each billed try a charge of the one call',
    [`${GATEWAY}/failures.test.ts`, 'tests/faults/matrix.test.ts'],
  ],
  [28, 'an Idempotency-Key is honoured', [`${GATEWAY}/idempotency.test.ts`]],
  [29, 'Realtime is relayed and metered', ['tests/sdk/openai-realtime.test.ts']],
  [30, 'unknown paths pass by policy only, and do not escape budgets', [`${GATEWAY}/passthrough.test.ts`]],
];

/** Titles of tests and groups: the first text on a line that opens one, or that closes the table of an `each`. */
const TITLE =
  /(?:\b(?:it|test|describe)\(|\]\s*(?:as const\s*)?\)\(|^\s*\)\(|\.each\([^'"`]*\)\()\s*(['"`])(.*?)\1/gms;

it.each(BEHAVIOURS)('wire behaviour %i: %s', (number, _what, files) => {
  for (const file of files) {
    const titles = [...readFileSync(new URL(file, ROOT), 'utf8').matchAll(TITLE)].map(
      ([, , title = '']) => title,
    );
    const marker = new RegExp(`\\[(?:\\d+, )*${number}(?:, \\d+)*\\]`);
    expect(
      titles.some((title) => marker.test(title)),
      `no title with [${number}] in ${file}`,
    ).toBe(true);
  }
});

it('all thirty are here', () => {
  expect(BEHAVIOURS.map(([number]) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
});
