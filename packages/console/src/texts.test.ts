import { describe, expect, it } from 'vitest';

const files = Object.keys(import.meta.glob(['./features/*/text.ts', './features/*/*-text.ts']));
const index = Object.values(
  import.meta.glob<string>('./texts.ts', { eager: true, query: '?raw', import: 'default' }),
).join('');

describe('the catalog of texts', () => {
  it('names the texts of every area', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !index.includes(`'${file}'`))).toEqual([]);
  });
});
