import type { DataPolicy, Dialect } from '@weir/core/contract';
import { dataPolicy } from '@weir/core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerFilter, FrameFilter } from './contract.ts';
import { createPrivacyFilter } from './index.ts';
import { COLLECT, type Pieces, STREAMS } from './testing/streams.ts';

const MAIL = 'bob@example.com';
const KEY = `-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----`;
const POLICY: DataPolicy = dataPolicy.parse({ detectors: { email: 'redact', private_key: 'redact' } });

function answerTo(
  text: string,
  policy: DataPolicy,
  dialect: Dialect = 'openai',
  operation = 'chat.completions',
): AnswerFilter {
  const body =
    dialect === 'gemini'
      ? { contents: [{ parts: [{ text }] }] }
      : { messages: [{ role: 'user', content: text }] };
  const filtered = createPrivacyFilter(policy, dialect, operation)?.request(
    Buffer.from(JSON.stringify(body)),
  );
  if (filtered?.answer === undefined) throw new Error('no answer filter');
  return filtered.answer;
}

function relay(filter: FrameFilter, bytes: Buffer, sizes: readonly number[]): Buffer {
  const out: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
    const passed = filter.push(bytes.subarray(at, at + size));
    if (passed !== undefined) out.push(passed);
    at += size;
  }
  const rest = filter.end();
  if (rest !== undefined) out.push(rest);
  return Buffer.concat(out);
}

/** A text cut into deltas. */
function cutUp(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, i = 0; at < text.length; i += 1) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? 3);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

const chunking = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const kinds = Object.keys(STREAMS) as (keyof typeof STREAMS)[];

describe.each(kinds)('a stream of %s', (kind) => {
  const { dialect, write } = STREAMS[kind];
  const collect = COLLECT[kind];
  const send = (pieces: Pieces, policy: DataPolicy, prompt: string, sizes: readonly number[]) => {
    const answer = answerTo(prompt, policy, dialect);
    const bytes = write(pieces);
    return { answer, bytes, out: relay(answer.stream(), bytes, sizes) };
  };

  it('passes byte for byte where nothing is to be put back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        chunking,
        chunking,
        (text, deltas, chunks) => {
          fc.pre(!text.includes('['));
          const { bytes, out } = send(
            { text: cutUp(text, deltas), args: ['{"a":', '1}'] },
            POLICY,
            MAIL,
            chunks,
          );
          expect(out.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('puts originals back wherever deltas and chunks are cut, and in arguments as JSON', () => {
    const filler = fc.array(
      fc.constantFrom('[EMAIL_1]', '[PRIVATE_KEY_1]', '[EMAIL_9]', '[EMA', '[', ']', ' é😀', 'x'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(filler, chunking, chunking, (words, deltas, chunks) => {
        const text = `${words.join('')}.`;
        const args = JSON.stringify({ to: '[EMAIL_1]', key: '[PRIVATE_KEY_1]', other: '[EMAIL_7]' });
        const { out } = send(
          { text: cutUp(text, deltas), args: cutUp(args, deltas) },
          POLICY,
          `${MAIL} ${KEY}`,
          chunks,
        );
        const got = collect(out);
        expect(got.text).toBe(text.replaceAll('[EMAIL_1]', MAIL).replaceAll('[PRIVATE_KEY_1]', KEY));
        expect(JSON.parse(got.args)).toEqual({ to: MAIL, key: KEY, other: '[EMAIL_7]' });
      }),
      { numRuns: 80 },
    );
  });

  it('gives out text that waits before the event that ends it', () => {
    const { out } = send({ text: ['so ', '[EMA'], args: ['{}'] }, POLICY, MAIL, []);
    expect(collect(out).text).toBe('so [EMA');
  });

  it('masks what the model finds out by itself', () => {
    const policy = dataPolicy.parse({ detectors: { email: 'redact', private_key: 'redact' }, answers: true });
    fc.assert(
      fc.property(chunking, chunking, (deltas, chunks) => {
        const text = `Dear [EMAIL_1], write to eve@evil.example or use ${KEY} now. Bye`;
        const { out, answer } = send({ text: cutUp(text, deltas), args: ['{}'] }, policy, MAIL, chunks);
        expect(collect(out).text).toBe(`Dear ${MAIL}, write to [EMAIL] or use [PRIVATE_KEY] now. Bye`);
        expect(answer.found).toMatchObject({ counts: { email: 1, private_key: 1 }, action: 'redact' });
      }),
      { numRuns: 60 },
    );
  });

  it('stops and reports where the policy blocks', () => {
    const policy = dataPolicy.parse({ detectors: { email: 'block' }, answers: true });
    const text = 'a plain beginning and then eve@evil.example and an end that nobody may see';
    const { out, answer } = send({ text: cutUp(text, [4]), args: ['{}'] }, policy, 'hello', [50]);
    expect(answer.found).toMatchObject({ counts: { email: 1 }, action: 'block' });
    expect(out.toString()).not.toMatch(/evil|nobody/);
  });

  it('only counts, without delay, where the policy flags', () => {
    const policy = dataPolicy.parse({ detectors: { email: 'flag' }, answers: true });
    const { out, bytes, answer } = send(
      { text: cutUp('to eve@evil.example now', [4]), args: ['{}'] },
      policy,
      'x',
      [9],
    );
    expect(out.equals(bytes)).toBe(true);
    expect(answer.found).toMatchObject({ counts: { email: 1 }, action: 'flag' });
  });
});

describe('streams', () => {
  it('of responses repeat at their end exactly what their deltas said, and keep their events in order', () => {
    const { write } = STREAMS['responses'];
    const answer = answerTo(MAIL, POLICY, 'openai', 'responses');
    const out = relay(
      answer.stream(),
      write({ text: ['to [EM', 'AIL_1] and [EMAIL', '_'], args: ['{"a":"[EMAIL_1]"}'] }),
      [17],
    );
    const events = out
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)));
    const full = `to ${MAIL} and [EMAIL_`;
    expect(events.find((e) => e.type === 'response.output_text.done').text).toBe(full);
    expect(events.at(-1).response.output[0].content[0].text).toBe(full);
    expect(JSON.parse(events.at(-1).response.output[1].arguments)).toEqual({ a: MAIL });
    const numbers = events.map((e) => e.sequence_number);
    expect(numbers).toEqual(numbers.map((_, i) => i));
  });

  it('hold nothing back but the possible beginning of a placeholder', () => {
    const filter = answerTo(MAIL, POLICY).stream();
    const frame = (content: string) =>
      Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    expect(filter.push(frame('abc [EMA'))).toEqual(frame('abc '));
    expect(filter.push(frame('X'))).toEqual(frame('[EMAX'));
    expect(filter.push(Buffer.from(': ping\n'))).toEqual(Buffer.from(': ping\n'));
    expect(filter.push(frame('[12] [foo'))).toEqual(frame('[12] [foo'));
  });

  it('drop the probabilities of tokens where texts are masked', () => {
    const policy = dataPolicy.parse({ detectors: { email: 'redact' }, answers: true });
    const filter = answerTo('x', policy).stream();
    const choice = { index: 0, delta: { content: 'eve' }, logprobs: { content: [{ token: 'eve' }] } };
    const out = filter.push(Buffer.from(`data: ${JSON.stringify({ choices: [choice] })}\n\n`));
    expect(out?.toString()).not.toContain('eve');
  });

  it('with broken events pass as they are', () => {
    const bytes = Buffer.from(
      'data: {"choices":[{\n\ndata: [EMAIL_1]\n\nevent: x\n\n:c\r\ndata: 1\r\n\r\nrest',
    );
    expect(relay(answerTo(MAIL, POLICY).stream(), bytes, [3])).toEqual(bytes);
  });
});

describe('unary answers', () => {
  it('get their originals back, in every dialect', () => {
    const cases: [Dialect, string, unknown, unknown][] = [
      [
        'openai',
        'chat.completions',
        {
          id: '[EMAIL_1]',
          choices: [
            {
              message: {
                content: 'to [EMAIL_1]',
                tool_calls: [{ function: { name: 'f', arguments: '{"k":"[PRIVATE_KEY_1]"}' } }],
              },
            },
          ],
        },
        {
          id: '[EMAIL_1]',
          choices: [
            {
              message: {
                content: `to ${MAIL}`,
                tool_calls: [{ function: { name: 'f', arguments: JSON.stringify({ k: KEY }) } }],
              },
            },
          ],
        },
      ],
      [
        'openai',
        'responses',
        { output: [{ content: [{ text: '[EMAIL_1]' }] }] },
        { output: [{ content: [{ text: MAIL }] }] },
      ],
      ['openai', 'completions', { choices: [{ text: '[EMAIL_1]' }] }, { choices: [{ text: MAIL }] }],
      [
        'anthropic',
        'messages',
        {
          content: [
            { type: 'text', text: '[EMAIL_1]' },
            { type: 'tool_use', input: { k: '[PRIVATE_KEY_1]' } },
          ],
        },
        {
          content: [
            { type: 'text', text: MAIL },
            { type: 'tool_use', input: { k: KEY } },
          ],
        },
      ],
      [
        'gemini',
        'generateContent',
        {
          candidates: [
            {
              content: {
                parts: [
                  { text: '[EMAIL_1]' },
                  { functionCall: { name: 'f', args: { k: '[PRIVATE_KEY_1]' } } },
                ],
              },
            },
          ],
        },
        {
          candidates: [
            { content: { parts: [{ text: MAIL }, { functionCall: { name: 'f', args: { k: KEY } } }] } },
          ],
        },
      ],
    ];
    for (const [dialect, operation, body, expected] of cases) {
      const answer = answerTo(`${MAIL} ${KEY}`, POLICY, dialect, operation);
      expect(JSON.parse(answer.unary(Buffer.from(JSON.stringify(body))).toString())).toEqual(expected);
    }
  });

  it('escape originals where the client asked for JSON as text', () => {
    const body = { response_format: { type: 'json_object' }, messages: [{ content: KEY }] };
    const filter = createPrivacyFilter(POLICY, 'openai', 'chat.completions');
    const answer = filter?.request(Buffer.from(JSON.stringify(body))).answer;
    const out = answer?.unary(
      Buffer.from(JSON.stringify({ choices: [{ message: { content: '{"k":"[PRIVATE_KEY_1]"}' } }] })),
    );
    const content = JSON.parse(out?.toString() ?? '').choices[0].message.content;
    expect(JSON.parse(content)).toEqual({ k: KEY });
  });

  it('are the same buffer where nothing applies, also when they are no JSON', () => {
    const answer = answerTo(MAIL, POLICY);
    for (const text of ['{"choices":[]}', 'nonsense', '']) {
      const bytes = Buffer.from(text);
      expect(answer.unary(bytes)).toBe(bytes);
    }
  });

  it('give the text back that went in, whatever it was', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(MAIL, KEY, 'eve@x.org', '[EMAIL_1]', '[EMAIL_', '2]', '[EMA', '\\', '"', '\u2028'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = `${MAIL} ${parts.join('')}`;
        const request = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: text }] }));
        const filtered = createPrivacyFilter(POLICY, 'openai', 'chat.completions')?.request(request);
        const seen = JSON.parse(filtered?.body.toString() ?? '').messages[0].content;
        expect(seen).not.toContain(MAIL);
        const echo = Buffer.from(JSON.stringify({ choices: [{ message: { content: seen } }] }));
        const back = filtered?.answer?.unary(echo);
        expect(JSON.parse(back?.toString() ?? '').choices[0].message.content).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
