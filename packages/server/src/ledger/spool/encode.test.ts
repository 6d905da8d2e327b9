import { crc32 } from 'node:zlib';
import type { CallFact } from '@weir/core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeOf, furtherFields } from '../testing/facts.ts';
import { begunOf, openCallOf } from '../testing/spool.ts';
import { decodeLine, LineBuffer } from './lines.ts';

const INSTANCE = 'gw-0-test';

function lineOf(body: string): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`${crc32(bytes).toString(16).padStart(8, '0')} `), bytes]);
}

/** The call as it comes back from its two lines, and the lines. */
function through(
  call: CallFact,
  lines = new LineBuffer(INSTANCE),
): { call: unknown; begin: Buffer; end: Buffer } {
  lines.clear();
  const begun = begunOf(call);
  const from = lines.append({ t: 'begin', call: begun });
  const to = lines.append({ t: 'end', call });
  const begin = Buffer.from(lines.bytes.subarray(0, from - 1));
  const end = Buffer.from(lines.bytes.subarray(from, to - 1));
  const first = decodeLine(begin, INSTANCE);
  const last = decodeLine(end, INSTANCE);
  if (first?.t !== 'begin' || last?.t !== 'end') throw new Error('a line cannot be read');
  expect(first.call).toEqual(begun);
  return { call: last.complete(first.call), begin, end };
}

describe('records as text', () => {
  it('come back unchanged when calls of one key differ in one thing after another', () => {
    const lines = new LineBuffer(INSTANCE);
    const tags = { team: 'a' };
    const charges = [chargeOf({ unit: 'input_tokens' }), chargeOf({ unit: 'output_tokens' })];
    const like = openCallOf('a', { tags, charges });
    const { key: _, ...keyless } = like;
    const others: CallFact[] = [
      { ...like, model: 'm2' },
      { ...like, provider: 'p2', sandbox: !like.sandbox },
      { ...like, stream: !like.stream, currency: 'EUR' },
      { ...like, priced: !like.priced, estimated: !like.estimated },
      { ...like, tags: { team: 'b' }, tag_sources: { team: 'header' } },
      { ...like, attribution: 'quarantined', missing_tags: ['owner'] },
      { ...like, charges: charges.map((charge) => ({ ...charge, quantity: '7', list_unit_price: '9' })) },
      { ...like, charges: charges.map((charge) => ({ ...charge, contracted_cost: '0.5' })) },
      { ...like, charges: [], usage: {} },
      keyless,
    ];
    for (const call of [like, ...others, like, ...others.toReversed(), like]) {
      expect(through(call, lines).call).toEqual(call);
    }
  });

  it('come back unchanged whatever stands in them', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const odd = fc.oneof(
      text,
      fc.constantFrom('"', '\\', '\n', '\t', '\u2028', '\ud800', '\u0000', '0', '', 'null'),
    );
    const number = fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }));
    fc.assert(
      fc.property(
        odd,
        odd,
        odd,
        odd,
        fc.option(odd, { nil: undefined }),
        number,
        fc.boolean(),
        (a, b, c, d, e, n, flag) => {
          const call = openCallOf(a, {
            ...(flag ? furtherFields() : {}),
            provider: b,
            requested_model: c,
            model: d,
            response_model: e,
            raw_usage: e,
            error_code: e,
            tags: { team: a, user: b },
            missing_tags: flag ? [c] : [],
            tool_names: flag ? [] : [d],
            duration_ms: n,
            ttft_ms: n,
            sandbox: flag,
            charges: [chargeOf({ unit: a, quantity: b, price_ref: c, priced: flag, currency: d })],
          });
          expect(through(call).call).toEqual(call);
        },
      ),
    );
  });

  it('leave raw usage as it came, on the line of its end', () => {
    const raw_usage = '{"prompt_tokens":1,\t"x":[]}';
    const { call, end } = through(openCallOf('c', { raw_usage }));
    expect(call).toMatchObject({ raw_usage });
    expect(end.toString()).toMatch(/\]\t\{"prompt_tokens":1,\t"x":\[\]\}$/);
    for (const other of ['{\n}', '{"é":1}']) {
      const kept = through(openCallOf('c', { raw_usage: other }));
      expect(kept.call).toMatchObject({ raw_usage: other });
      expect(kept.end.toString()).not.toContain('\t');
    }
  });

  it('keep the tags of calls of one key apart', () => {
    const lines = new LineBuffer(INSTANCE);
    for (const team of ['a', 'b', 'a']) {
      const call = openCallOf('c', { key: 'k', tags: { team } });
      expect(through(call, lines).call).toEqual(call);
    }
  });

  it('of a mark come back as they were, between those of calls', () => {
    const lines = new LineBuffer(INSTANCE);
    const mark = {
      t: 'mark',
      at: 1_795_312_800_123,
      settled: { 'b"1\n': [0, '12'], month: [7, '9'.repeat(30)] },
    } as const;
    for (const given of [mark, { ...mark, settled: {} }]) {
      lines.clear();
      const to = lines.append(given);
      expect(decodeLine(Buffer.from(lines.bytes.subarray(0, to - 1)), INSTANCE)).toEqual(given);
    }
  });

  it('of the version before are read as they were meant', () => {
    const begin =
      '["b","c-1","gateway",0,0,"2026-11-22T06:00:00.123000Z","openai","chat.completions",0,"openai",0,"gpt-4o","key_1","complete",[],{"input_tokens":220},870,"0.003110000000","USD",1,1,[1,"input_tokens","220","2.5",0,1000000,"0.000550000000",0,0,0,"model_usage","p",1],{"team":"x"},{"team":"key"}]';
    const end =
      '["e","c-1",0,"openai","gpt-4o","2026-11-22T06:00:01.000000Z",12.3,null,0,"ok",200,null,"stop",{"input_tokens":143},"{\\"prompt_tokens\\":143}",0,[],700,[1,0,0,0,10.1,10.5,200,null,null],[1,"input_tokens","143","2.5",0,1000000,"0.000357500000",0,0,0,"model_usage","p","2stream_cut"],"0.000357500000","0.003110000000",1,0]';
    const begun = decodeLine(lineOf(begin), INSTANCE);
    const ended = decodeLine(lineOf(end), INSTANCE);
    expect(begun?.t === 'begin' && ended?.t === 'end' && ended.complete(begun.call)).toMatchObject({
      call_id: 'c-1',
      instance: INSTANCE,
      tags: { team: 'x' },
      response_model: 'gpt-4o',
      raw_usage: '{"prompt_tokens":143}',
      attempts: [
        { attempt: 1, provider: 'openai', started_at: '2026-11-22T06:00:00.123000Z', http_status: 200 },
      ],
      charges: [
        {
          quantity: '143',
          effective_cost: '0.000357500000',
          priced: false,
          estimated: true,
          estimate_reason: 'stream_cut',
        },
      ],
    });
  });
});
