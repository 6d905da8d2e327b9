import { createApplication, createCostCenter, createTeam } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { applications, costCenters, teams } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import { insertApplication, updateApplication } from './applications.ts';
import { insertCostCenter, updateCostCenter } from './cost-centers.ts';
import { insertTeam, updateTeam } from './teams.ts';

/** Values of a row by column. */
export type Cells = ReadonlyMap<string, string>;
export type RowFate = 'created' | 'changed' | 'unchanged';

/** One row each: creates, changes, or throws WeirError with nothing written. */
export async function importCostCenter(change: Change, cells: Cells): Promise<RowFate> {
  const { id, name } = checked(createCostCenter, { id: cells.get('id'), ...filled(cells, 'name') });
  const [old] = await change.tx.select().from(costCenters).where(eq(costCenters.id, id));
  if (old === undefined) {
    await insertCostCenter(change, { id, ...given('name', name) });
    return 'created';
  }
  if (name === undefined || name === old.name) return 'unchanged';
  await updateCostCenter(change, id, { name });
  return 'changed';
}

export async function importTeam(change: Change, cells: Cells): Promise<RowFate> {
  const input = checked(createTeam, {
    id: cells.get('id'),
    ...filled(cells, 'name'),
    ...filled(cells, 'cost_center'),
  });
  const [old] = await change.tx.select().from(teams).where(eq(teams.id, input.id));
  if (old === undefined) {
    await insertTeam(change, input);
    return 'created';
  }
  const name = input.name ?? old.name;
  const costCenter = cells.has('cost_center') ? (input.cost_center ?? null) : old.costCenter;
  if (name === old.name && costCenter === old.costCenter) return 'unchanged';
  await updateTeam(change, input.id, { name, cost_center: costCenter });
  return 'changed';
}

export async function importApplication(change: Change, cells: Cells): Promise<RowFate> {
  const input = checked(createApplication, {
    id: cells.get('id'),
    ...filled(cells, 'name'),
    ...filled(cells, 'team'),
  });
  const [old] = await change.tx.select().from(applications).where(eq(applications.id, input.id));
  if (old === undefined) {
    await insertApplication(change, input);
    return 'created';
  }
  const name = input.name ?? old.name;
  const team = cells.has('team') ? (input.team ?? null) : old.team;
  if (name === old.name && team === old.team) return 'unchanged';
  await updateApplication(change, input.id, { name, team });
  return 'changed';
}

export function filled<N extends string>(cells: Cells, name: N): { [K in N]?: string } {
  return given(name, cells.get(name) || undefined);
}

export function given<N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [K in N]?: T });
}

/** As the API checks a body, in one sentence. */
export function checked<S extends z.ZodType>(schema: S, value: object): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? '');
  const text = field === '' ? (issue?.message ?? '') : `${field}: ${issue?.message ?? ''}`;
  throw new WeirError('invalid_argument', text, field === '' ? {} : { field });
}
