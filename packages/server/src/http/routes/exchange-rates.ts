import { createRoute } from '@hono/zod-openapi';
import {
  createExchangeRate,
  exchangeRate,
  importExchangeRates,
  importedExchangeRates,
} from '@weir/core/contract';
import { z } from 'zod';
import { body, created, ok, okPage, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';

const tags = ['Prices'];
const path = '/exchange-rates';
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .optional();

export function addExchangeRateRoutes(
  api: Api,
  { registry: { exchangeRates } }: Pick<AdminDeps, 'registry'>,
): void {
  api.openapi(
    createRoute({
      method: 'get',
      path,
      tags,
      summary: 'List exchange rates, the latest first',
      request: { query: pageQuery.extend({ base: currency, quote: currency }) },
      responses: okPage(exchangeRate),
    }),
    async (c) => {
      const { base, quote, ...page } = c.req.valid('query');
      const filter = { ...(base === undefined ? {} : { base }), ...(quote === undefined ? {} : { quote }) };
      return c.json(await exchangeRates.list({ ...page, ...filter }), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path,
      tags,
      summary: 'Add an exchange rate from an instant on; what was converted stays as it was',
      request: { body: body(createExchangeRate) },
      responses: created(exchangeRate),
    }),
    async (c) => c.json(await exchangeRates.create(c.req.valid('json'), changeBy(c)), 201),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/exchange-rates/import',
      tags,
      summary: 'Add many exchange rates at once, all or none; known ones are left out',
      request: { body: body(importExchangeRates) },
      responses: ok(importedExchangeRates),
    }),
    async (c) => c.json(await exchangeRates.import(c.req.valid('json').rates, changeBy(c)), 200),
  );
}
