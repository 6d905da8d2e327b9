import type { OrganizationImportKind } from '@weir/core/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const by = { actor: 'admin' };
let registry: Registry;
beforeAll(async () => {
  registry = await testRegistry(testClock());
});
afterAll(() => registry.close());

/** Rows as objects of their cells, the first on line 2. */
function run(kind: OrganizationImportKind, rows: readonly Record<string, string>[], dryRun = false) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const given = rows.map((row, at) => ({ line: at + 2, cells: new Map(Object.entries(row)) }));
  return registry.organizationImport.run({ kind, columns, rows: given, dryRun }, by);
}

it('takes in an organization from the top down, and nothing twice', async () => {
  const files: [OrganizationImportKind, Record<string, string>[]][] = [
    [
      'cost_centers',
      [
        { id: 'cc-120', name: 'Customer care' },
        { id: 'cc-130', name: '' },
      ],
    ],
    ['teams', [{ id: 'support', name: 'Support', cost_center: 'cc-120' }]],
    ['applications', [{ id: 'helpdesk', team: 'support' }]],
    [
      'people',
      [
        {
          email: 'Ada.Lovelace@example.com',
          name: 'Ada Lovelace',
          team: 'support',
          roles: 'business; finance',
        },
        { email: 'bob@example.com', name: '', team: '', roles: '' },
      ],
    ],
  ];
  for (const [kind, rows] of files) {
    expect(await run(kind, rows), kind).toMatchObject({ created: rows.length, rejected: 0 });
    expect(await run(kind, rows), kind).toMatchObject({ created: 0, changed: 0, unchanged: rows.length });
  }
  expect(await registry.people.show('ada-lovelace')).toMatchObject({
    email: 'Ada.Lovelace@example.com',
    team: 'support',
    roles: ['business', 'finance'],
  });
  expect(await registry.people.show('bob')).toMatchObject({ name: 'bob@example.com', roles: [] });
  expect(await registry.applications.show('helpdesk')).toMatchObject({ name: 'helpdesk', team: 'support' });
});

it('changes what is there: an empty cell takes away, an absent column leaves', async () => {
  const report = await run('people', [{ email: 'ADA.lovelace@example.com', team: '' }]);
  expect(report).toMatchObject({ changed: 1, unchanged: 0 });
  const ada = await registry.people.show('ada-lovelace');
  expect(ada).toMatchObject({ name: 'Ada Lovelace', roles: ['business', 'finance'] });
  expect(ada).not.toHaveProperty('team');
  expect(await run('people', [{ email: 'bob@example.com', state: 'left' }])).toMatchObject({ changed: 1 });
  expect(await registry.people.show('bob')).toMatchObject({ state: 'left' });
});

it('takes good rows and lists bad ones with line, field and reason', async () => {
  const report = await run('people', [
    { email: 'carl@example.com', team: 'support', roles: 'technical' },
    { email: 'no address', team: '', roles: '' },
    { email: 'dora@example.com', team: 'nowhere', roles: '' },
    { email: 'CARL@example.com', team: '', roles: '' },
    { email: 'eve@example.com', team: '', roles: 'queen' },
    { email: 'carl@other.example', team: '', roles: '' },
    { email: 'finn@example.com', team: '', roles: 'risk|security' },
  ]);
  expect(report).toMatchObject({ read: 7, created: 2, rejected: 5 });
  expect(report.rejections.map(({ line, field }) => [line, field])).toEqual([
    [3, 'email'],
    [4, 'team'],
    [5, 'email'],
    [6, 'roles'],
    [7, 'id'],
  ]);
  expect(report.rejections[1]?.reason).toContain('There is no team "nowhere"');
  expect(report.rejections[2]?.reason).toContain('Line 2');
  expect(await registry.people.show('finn')).toMatchObject({ roles: ['risk', 'security'] });
});

it('tells what would happen and changes nothing', async () => {
  const { version } = registry.compile();
  expect(await run('teams', [{ id: 'new-team' }, { id: 'Bad Id' }], true)).toMatchObject({
    dry_run: true,
    created: 1,
    rejections: [{ line: 3, field: 'id' }],
  });
  expect(registry.compile().version).toBe(version);
  await expect(registry.teams.show('new-team')).rejects.toMatchObject({ code: 'not_found' });
});

it('names columns it does not read, and refuses a file without the one it needs', async () => {
  expect(await run('cost_centers', [{ id: 'cc-9', budget: '5' }])).toMatchObject({
    ignored_columns: ['budget'],
  });
  await expect(run('teams', [{ name: 'X' }])).rejects.toMatchObject({
    code: 'invalid_argument',
    remedy: expect.stringContaining('id, name, cost_center'),
  });
});
