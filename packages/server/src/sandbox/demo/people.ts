import type { createPerson } from '@weir/core/contract';
import type { z } from 'zod';

const person = (
  id: string,
  name: string,
  team: string | undefined,
  ...roles: z.infer<typeof createPerson>['roles']
): z.input<typeof createPerson> => ({
  id,
  name,
  email: `${id.replace('-', '.')}@halden.example`,
  ...(team === undefined ? {} : { team }),
  roles,
});

/** Who owns the demo's workloads, runs them and decides on them. Bodies of `POST /people`. */
export const demoPeople: readonly z.input<typeof createPerson>[] = [
  person('maria-lund', 'Maria Lund', 'customer-care', 'business'),
  person('sara-nilsen', 'Sara Nilsen', 'claims-automation', 'business'),
  person('tom-becker', 'Tom Becker', 'sales-operations', 'business'),
  person('james-okafor', 'James Okafor', 'legal-operations', 'business'),
  person('ines-moreau', 'Inès Moreau', 'platform-engineering', 'business', 'technical'),
  person('aiko-tanaka', 'Aiko Tanaka', 'platform-engineering', 'business', 'technical'),
  person('david-ros', 'David Ros', 'customer-care', 'technical'),
  person('petra-holm', 'Petra Holm', 'claims-automation', 'technical'),
  person('omar-haddad', 'Omar Haddad', 'platform-engineering', 'security'),
  person('lena-fischer', 'Lena Fischer', undefined, 'risk'),
  person('nora-vik', 'Nora Vik', undefined, 'finance'),
  person('erik-halden', 'Erik Halden', undefined, 'executive', 'business'),
];
