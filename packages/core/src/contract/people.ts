import { z } from 'zod';
import { instant, slug } from './primitives.ts';

/** What somebody may decide on. business: value and outcome. finance: money. technical, security, risk: as they say. */
export const PERSON_ROLES = ['business', 'technical', 'finance', 'security', 'risk', 'executive'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** Somebody who owns workloads, reviews gates or uses AI. */
export const person = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  email: z.email().max(200),
  team: slug.optional(),
  roles: z.array(z.enum(PERSON_ROLES)),
  /** `left`: owns and reviews nothing any more; what is still theirs is a finding. */
  state: z.enum(['active', 'left']),
  left_at: instant.optional(),
  created_at: instant,
  updated_at: instant,
});
export type Person = z.infer<typeof person>;
export const createPerson = person
  .pick({ id: true, name: true, email: true, team: true })
  .extend({ roles: person.shape.roles.default([]) })
  .strict();
export const changePerson = z
  .object({
    name: person.shape.name,
    email: person.shape.email,
    team: slug.nullable(),
    roles: person.shape.roles,
    state: person.shape.state,
  })
  .partial()
  .strict();

/** What is still somebody's. */
export const belongings = z.object({
  workloads: z.array(z.object({ id: slug, as: z.array(z.enum(['owner', 'technical_owner'])) })),
  budgets: z.array(z.object({ id: slug, as: z.array(z.enum(['owner', 'approver'])) })),
});
export type Belongings = z.infer<typeof belongings>;

export const leave = z
  .object({
    /** Who gets what is theirs. Absent: nobody yet, and each workload is a finding `owner_left`. */
    reassign_to: slug.optional(),
  })
  .strict();
export const personLeft = z.object({
  person,
  /** What the other person got. */
  reassigned: belongings,
  /** What is still theirs. */
  still_theirs: belongings,
});
export type PersonLeft = z.infer<typeof personLeft>;
