import { apiError, instant, page } from '@weir/core/contract';
import { z } from 'zod';
import { MAX_PAGE } from '../../registry/services/page.ts';

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } });

export const failures = {
  default: { description: 'What went wrong, which field, and what to do about it', content: json(apiError) },
} as const;

export const ok = <S extends z.ZodType>(schema: S, description = 'The answer') =>
  ({ 200: { description, content: json(schema) }, ...failures }) as const;

export const okPage = <S extends z.ZodType>(item: S) => ok(page(item), 'One page, newest first');

export const created = <S extends z.ZodType>(schema: S) =>
  ({ 201: { description: 'What was made', content: json(schema) }, ...failures }) as const;

export const noContent = { 204: { description: 'Done' }, ...failures } as const;

export const body = <S extends z.ZodType>(schema: S) => ({ content: json(schema), required: true }) as const;
export const optionalBody = <S extends z.ZodType>(schema: S) => ({ content: json(schema) }) as const;

export const byId = z.object({ id: z.string().min(1).max(200) });

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).optional(),
  cursor: z.string().max(1_000).optional(),
});

/** `2026-11-01` is the start of that day in the organization's zone. */
export const pointInTime = z.union([instant, z.iso.date()]);

/** A repeatable query parameter is one string or several. */
export const repeated = z.union([z.string(), z.array(z.string())]).optional();

export function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
