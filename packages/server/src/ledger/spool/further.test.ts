import { expect, it } from 'vitest';
import { begunOf, openCallOf } from '../testing/spool.ts';
import { decodeLine, LineBuffer } from './lines.ts';
import type { SpoolRecord } from './records.ts';

const INSTANCE = 'gw-0-test';

it('takes what few calls have from the end, not from the begin', () => {
  const call = openCallOf('c-1', { data_class: 'internal' });
  const records: SpoolRecord[] = [
    { t: 'begin', call: { ...begunOf(call), cache: 'miss' } },
    { t: 'end', call },
  ];
  const lines = new LineBuffer(INSTANCE);
  const [begin, end] = records.map((record) => {
    lines.clear();
    lines.append(record);
    return decodeLine(lines.bytes.subarray(0, lines.length - 1), INSTANCE);
  });
  const begun = begin?.t === 'begin' ? begin.call : undefined;
  expect(begun).toMatchObject({ cache: 'miss', data_class: 'internal' });
  expect(end?.t === 'end' && end.complete(begun)).toEqual(call);
});
