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
