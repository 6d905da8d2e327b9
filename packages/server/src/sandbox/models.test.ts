import { expect, it } from 'vitest';
import { loadCatalog } from '../platform/catalog.ts';
import { ModelIndex } from './models.ts';

it('reads as much as the catalog says of each model', () => {
  const facts = [...loadCatalog().models.values()];
  const named = (provider: string) => facts.filter((entry) => entry.provider === provider);
  const index = new ModelIndex({
    openai: named('openai').map(({ model }) => model),
    anthropic: named('anthropic').map(({ model }) => model),
  });
  const windows = (['openai', 'anthropic'] as const).flatMap((dialect) =>
    named(dialect).flatMap(({ model, context_window }) => {
      const found = index.find(dialect, model)?.model;
      return found === undefined ? [] : [[model, found.contextWindow, context_window] as const];
    }),
  );
  expect(windows.length).toBeGreaterThan(30);
  expect(windows.filter(([, own, listed]) => own !== listed)).toEqual([]);
});
