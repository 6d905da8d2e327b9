import { describe, expect, it } from 'vitest';
import { readExplorerSearch } from '../features/explorer/search.ts';
import { readSignInSearch } from '../features/session/search.ts';
import { parseSearch, stringifySearch } from './search.ts';

describe('the address of a screen', () => {
  it('is readable, and reads back as it was', () => {
    const search = { by: ['team', 'model'], filter: ['team=growth & co', 'tag.lang=é'], range: '30d' };
    const text = stringifySearch(search);
    expect(text).toBe('?by=team&by=model&filter=team=growth+%26+co&filter=tag.lang=%C3%A9&range=30d');
    expect(parseSearch(text)).toEqual(search);
    expect(stringifySearch({ by: undefined, range: '' })).toBe('');
  });

  it('keeps what it understands of a hand-made question and drops the rest', () => {
    const raw = parseSearch(
      '?by=team,model&by=DROP TABLE&measure=nonsense&interval=day&range=custom&since=2026-11-01T00:00:00Z&filter=nonsense&chart=pie',
    );
    expect(readExplorerSearch(raw)).toEqual({
      by: ['team', 'model'],
      interval: 'day',
      range: 'custom',
      since: '2026-11-01T00:00:00Z',
    });
  });

  it('returns after sign-in only to a page of this console', () => {
    expect(readSignInSearch({ next: '/calls?range=7d' })).toEqual({ next: '/calls?range=7d' });
    expect(readSignInSearch({ next: '//evil.example' })).toEqual({});
    expect(readSignInSearch({ next: 'https://evil.example' })).toEqual({});
    expect(readSignInSearch({ next: '/\\evil.example' })).toEqual({});
  });
});
