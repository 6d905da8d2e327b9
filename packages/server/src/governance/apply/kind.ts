import type { ManifestKind } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import type { ChangeBy } from '../../registry/store/change.ts';

export type Spec = Readonly<Record<string, unknown>>;

/** How things of a kind are read and written, whatever service they belong to. */
export interface ManifestType {
  readonly kind: ManifestKind;
  /** As on the wire; undefined when there is none. */
  find(id: string): Promise<Spec | undefined>;
  /** What a field of a spec is on the wire, defaults filled in. Throws `invalid_argument` for a field that is unknown or wrong. */
  field(name: string, value: unknown): unknown;
  /** Whether a field can be changed once the thing is there, and whether it can be taken away. */
  changeable(name: string): 'no' | 'yes' | 'removable';
  /** Throws `invalid_argument` for what a create request would be refused for. */
  check(id: string, spec: Spec): void;
  create(id: string, spec: Spec, by: ChangeBy): Promise<unknown>;
  /** `null` takes a field away. */
  change(id: string, patch: Spec, by: ChangeBy): Promise<unknown>;
}

interface Schemas<C, P> {
  create: z.ZodType<C> & { shape: Record<string, z.ZodType> };
  change: z.ZodType<P> & { shape: Record<string, z.ZodType> };
}

interface Service<C, P> {
  show(id: string): Promise<unknown> | unknown;
  create(input: C, by: ChangeBy): Promise<unknown>;
  change(id: string, input: P, by: ChangeBy): Promise<unknown>;
}

/** A kind whose requests are told by schemas of the contract. */
export function manifestType<C, P>(
  kind: ManifestKind,
  { create, change }: Schemas<C, P>,
  service: Service<C, P>,
): ManifestType {
  const parsed = <T>(schema: z.ZodType<T>, value: unknown): T => parseAs(kind, schema, value);
  return {
    kind,
    async find(id) {
      try {
        return (await service.show(id)) as Spec;
      } catch (error) {
        if (error instanceof WeirError && error.code === 'not_found') return undefined;
        throw error;
      }
    },
    field(name, value) {
      const schema = own(create.shape, name) ?? own(change.shape, name);
      if (schema === undefined || name === 'id') throw unknownField(kind, name, Object.keys(create.shape));
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      throw wrong(kind, result.error, name);
    },
    changeable(name) {
      const schema = own(change.shape, name);
      if (schema === undefined) return 'no';
      return schema.safeParse(null).success ? 'removable' : 'yes';
    },
    check: (id, spec) => void parsed(create, { ...spec, id }),
    create: async (id, spec, by) => service.create(parsed(create, { ...spec, id }), by),
    change: async (id, patch, by) => service.change(id, parsed(change, patch), by),
  };
}

/** Throws `invalid_argument` that names the field. */
export function parseAs<T>(kind: ManifestKind, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw wrong(kind, result.error);
}

/** Every object has a `constructor`, and no manifest such a field. */
function own(shape: Readonly<Record<string, z.ZodType>>, name: string): z.ZodType | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function wrong(kind: ManifestKind, error: z.ZodError, under?: string): WeirError {
  const [issue] = error.issues;
  const path = [...(under === undefined ? [] : [under]), ...(issue?.path ?? [])].join('.');
  const field = path === '' ? 'spec' : `spec.${path}`;
  return new WeirError(
    'invalid_argument',
    `${field} of this ${kind} is wrong: ${issue?.message ?? 'it does not fit'}`,
    {
      field,
      remedy: unquoted(issue)
        ? 'Write it in quotes, "3000": money is text, so that no digit is lost.'
        : `weir ${kind} create --help tells what it takes.`,
    },
  );
}

/** YAML reads 3000 as a number; where text is asked for, it is money far more often than anything else. */
function unquoted(issue: z.core.$ZodIssue | undefined): boolean {
  return issue?.code === 'invalid_type' && issue.expected === 'string' && issue.message.includes('number');
}

function unknownField(kind: ManifestKind, name: string, known: readonly string[]): WeirError {
  return new WeirError('invalid_argument', `A ${kind} has no field "${name}"`, {
    field: `spec.${name}`,
    remedy: `It has: ${known.filter((one) => one !== 'id').join(', ')}.`,
  });
}
