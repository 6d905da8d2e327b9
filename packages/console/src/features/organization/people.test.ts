import type { Person, Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { idOfAddress, matching, ownedCount } from './people.ts';

const ada = { id: 'ada', name: 'Ada Lovelace', email: 'ada@example.com', roles: [] } as unknown as Person;
const workload = (part: Partial<Workload>) => ({ stage: 'production', owner: 'x', ...part }) as Workload;

describe('people', () => {
  it('get an id from their address, as imported ones do', () => {
    expect(idOfAddress('Ada.Lovelace@example.com')).toBe('ada-lovelace');
    expect(idOfAddress(' _x+y_@example.com')).toBe('x-y');
  });

  it('own what names them by id or address, in either part, while it is in use', () => {
    const workloads = [
      workload({ owner: 'ADA@example.com' }),
      workload({ technical_owner: 'ada' }),
      workload({ owner: 'ada', stage: 'retired' }),
      workload({ owner: 'adam' }),
    ];
    expect(ownedCount(ada, workloads)).toBe(2);
  });

  it('are found by any part of name, address, id or team', () => {
    expect(matching([ada], 'LOVE')).toEqual([ada]);
    expect(matching([ada], 'bob')).toEqual([]);
  });
});
