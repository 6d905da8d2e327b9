import { describe, expect, it } from 'vitest';
import { pairFault, pairsOf, tagsOf, withEmptyPair } from './pairs.ts';

const typed = (...rows: [string, string][]) => rows.map(([name, value], key) => ({ key, name, value }));

describe('tags in a form', () => {
  it('come back as they were, without rows left empty', () => {
    const tags = { region: 'emea', 'cost.code': '41' };
    expect(tagsOf(withEmptyPair(pairsOf(tags)))).toEqual(tags);
    expect(tagsOf(typed([' region ', ' emea ']))).toEqual({ region: 'emea' });
  });

  it('keep rows apart after one was removed', () => {
    const rows = withEmptyPair(withEmptyPair([])).slice(1);
    expect(withEmptyPair(rows).map(({ key }) => key)).toEqual([1, 2]);
  });

  it('say which tag is wrong before anything is sent', () => {
    expect(pairFault(typed(['region', 'emea'], ['', '']))).toBeUndefined();
    expect(pairFault(typed(['Region', 'emea']))).toContain('“Region” is no name');
    expect(pairFault(typed(['region', ' ']))).toContain('Give the tag region a value');
    expect(pairFault(typed(['', 'emea']))).toContain('no tag name');
    expect(pairFault(typed(['region', 'a'], ['region ', 'b']))).toContain('twice');
  });
});
