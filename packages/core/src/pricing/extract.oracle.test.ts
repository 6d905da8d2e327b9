import { type Provider, extractUsage as reference, waitForUpdate } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractUsage } from '../usage/extract.ts';
import type { Extractor } from '../usage/extractor.ts';
import { type Path, type PathStep, steps } from '../usage/path.ts';
import { list } from './catalog.fixture.ts';

let providers: readonly Provider[];
beforeAll(async () => {
  providers = (await waitForUpdate()) ?? [];
});

const DIALECTS = list.providers.flatMap((provider) =>
  (provider.extractors ?? []).map((extractor) => ({ provider, extractor })),
);

/** What a provider may write where a count belongs. */
const cell = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined, '12', true, [], {}, 0.5) },
  { weight: 1, arbitrary: fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY) },
);

describe('every dialect of every provider', () => {
  it('is read as the reference reads it, complete, partial and broken bodies alike', () => {
    for (const { provider, extractor } of DIALECTS) {
      const theirs = providers.find(({ id }) => id === provider.id);
      if (theirs === undefined) throw new Error(`${provider.id} is not in the reference`);
      fc.assert(
        fc.property(fc.array(cell, { minLength: 40, maxLength: 40 }), fc.boolean(), (cells, broken) => {
          const values = broken
            ? cells
            : cells.map((value, index) => (typeof value === 'number' && value >= 0 ? value : index));
          const body = bodyFor(extractor, values);
          const label = `${provider.id} ${extractor.api_flavor} ${JSON.stringify(body)}`;
          const expected = attempt(() => reference(theirs, body, extractor.api_flavor));
          const actual = attempt(() => extractUsage(provider, extractor.api_flavor, body));
          if (expected === 'refused' || actual === 'refused') {
            expect(actual === 'refused', label).toBe(expected === 'refused');
            return;
          }
          expect(actual.usage, label).toEqual(expected.usage);
          expect(actual.model ?? null, label).toBe(expected.model);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('is recognised without being named, from a complete body', () => {
    for (const { provider, extractor } of DIALECTS) {
      const body = bodyFor(
        extractor,
        Array.from({ length: 40 }, (_, index) => index + 1),
      );
      const { usage } = extractUsage(provider, undefined, { ...hints(extractor.api_flavor), ...body });
      const named = extractUsage(provider, extractor.api_flavor, body);
      expect(usage, `${provider.id} ${extractor.api_flavor}`).toEqual(named.usage);
    }
  });
});

/** What real bodies carry besides their counts. */
function hints(flavor: string): Record<string, unknown> {
  const known: Record<string, Record<string, unknown>> = {
    chat: { object: 'chat.completion', choices: [] },
    responses: { object: 'response', output: [] },
    embeddings: { object: 'list', data: [] },
    anthropic: { type: 'message', content: [] },
    images: { created: 1, data: [] },
    realtime: { type: 'response.done' },
    ocr_annotated: { document_annotation: '{}' },
  };
  return known[flavor] ?? {};
}

function bodyFor(extractor: Extractor, values: readonly unknown[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  put(body, steps(extractor.model_path), 'some-model');
  for (const [index, { path }] of extractor.mappings.entries()) {
    put(body, [...steps(extractor.root), ...steps(path as Path)], values[index]);
  }
  return body;
}

/** Writes a value at a path, making objects and list items on the way. */
function put(target: Record<string, unknown>, path: readonly PathStep[], value: unknown): void {
  let here = target;
  for (const [index, step] of path.entries()) {
    if (typeof step !== 'string') continue;
    const next = path[index + 1];
    if (next === undefined) {
      here[step] ??= value;
    } else if (typeof next === 'string') {
      if (typeof here[step] !== 'object' || here[step] === null) here[step] = {};
      here = here[step] as Record<string, unknown>;
    } else {
      const items = (Array.isArray(here[step]) ? here[step] : []) as Record<string, unknown>[];
      here[step] = items;
      const wanted = 'equals' in next.match ? next.match.equals : '';
      const item = items.find((candidate) => candidate[next.field] === wanted) ?? { [next.field]: wanted };
      if (!items.includes(item)) items.push(item);
      here = item;
    }
  }
}

function attempt<T>(work: () => T): T | 'refused' {
  try {
    return work();
  } catch {
    return 'refused';
  }
}
