import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema?: object }[];
  responses: Record<string, { description?: string }>;
  requestBody?: { content: Record<string, { schema?: object }> };
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

let h: Harness;
let document: Document;
beforeAll(async () => {
  h = await createHarness();
  document = (await (await h.call('GET', '/openapi.json')).json()) as Document;
});
afterAll(() => h.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the OpenAPI document', () => {
  it('is of version 3.1 and names the API', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Weir admin API', version: '0.1.0' });
  });

  it('has every route there is, and no other', () => {
    const registered = h.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path.slice('/api/v1'.length).replaceAll(/:(\w+)/g, '{$1}')}`);
    const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual([...new Set(registered)].sort());
    expect(described.length).toBeGreaterThan(45);
  });

  it('describes each operation: summary, area, answers, every path parameter', () => {
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      expect(operation.summary, where).toBeTruthy();
      expect(operation.tags?.length, where).toBe(1);
      const answers = Object.entries(operation.responses);
      expect(
        answers.some(([status]) => /^2\d\d$/.test(status)),
        where,
      ).toBe(true);
      expect(operation.responses['default'], where).toBeDefined();
      for (const [, answer] of answers) expect(answer.description, where).toBeTruthy();
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(described.map(({ name }) => name).sort(), where).toEqual(inPath.sort());
      for (const parameter of described) expect(parameter.required, where).toBe(true);
      for (const content of Object.values(operation.requestBody?.content ?? {})) {
        expect(content.schema, where).toBeDefined();
      }
    }
  });

  it('refers to nothing that is not in it', () => {
    const text = JSON.stringify(document);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer
        .split('/')
        .reduce<unknown>((node, part) => (node as Record<string, unknown>)?.[part], document);
      expect(found, pointer).toBeDefined();
    }
  });
});
