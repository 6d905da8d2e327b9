import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
  mkdirSync(join(dir, 'weir.d', 'teams'), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const summary = { create: 0, change: 0, none: 0, orphan: 0, error: 0, drifted: 0 };
const answer = (more: object, dry_run = false) => ({
  dry_run,
  changes: [],
  applied: !dry_run,
  summary,
  ...more,
});
const changed = {
  kind: 'workload',
  id: 'bot',
  action: 'change',
  drifted: true,
  fields: { owner: { from: 'b@x.example', to: 'a@x.example' } },
};

const TEAMS = `# teams
kind: team
id: claims
spec: {name: Claims}
---
kind: team
id: legal
spec:
  name: Legal
`;

describe('weir apply', () => {
  it('sends every document of every file with the line it stands on', async () => {
    writeFileSync(
      join(dir, 'weir.d', 'workloads.yaml'),
      'kind: workload\nid: bot\nspec: {review_date: 2027-03-31}\n',
    );
    writeFileSync(join(dir, 'weir.d', 'teams', 'all.yml'), TEAMS);
    writeFileSync(join(dir, 'weir.d', 'readme.md'), 'no manifest');
    const { run, sent } = controlled(dir, {
      'POST /apply': {
        body: answer({ changes: [changed], summary: { ...summary, change: 1, drifted: 1, none: 2 } }),
      },
    });
    const result = await run('apply -f weir.d --set claims');
    expect(result).toMatchObject({ code: 0 });
    expect(sent('POST /apply')).toEqual({
      manifests: [
        { kind: 'team', id: 'claims', spec: { name: 'Claims' }, place: 'weir.d/teams/all.yml:2' },
        { kind: 'team', id: 'legal', spec: { name: 'Legal' }, place: 'weir.d/teams/all.yml:6' },
        {
          kind: 'workload',
          id: 'bot',
          spec: { review_date: '2027-03-31' },
          place: 'weir.d/workloads.yaml:1',
        },
      ],
      dry_run: false,
      set: 'claims',
    });
    expect(result.out).toContain('~ workload/bot (changed elsewhere since)');
    expect(result.out).toContain('owner: "b@x.example" -> "a@x.example"');
    expect(result.err).toContain('1 changed');
  });

  it('applies nothing when a document is wrong, says where, and what the others would change', async () => {
    writeFileSync(
      join(dir, 'weir.d', 'a.yaml'),
      `${TEAMS}---\nkind: teem\nid: x\nspec: {}\n---\nkind: team\nid: [\n`,
    );
    const { run, sent } = controlled(dir, { 'POST /apply': { body: answer({}, true) } });
    const result = await run('apply -f weir.d');
    expect(result.code).toBe(1);
    expect(sent('POST /apply')).toMatchObject({ dry_run: true });
    expect(result.out).toContain('! weir.d/a.yaml:11: kind must be one of organization, cost-center');
    expect(result.out).toMatch(/! weir\.d\/a\.yaml:1\d: /);
    expect(result.err).toContain('Nothing was applied');
  });

  it('says where aliases multiply without end, or hold themselves', async () => {
    const row = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const bomb = row('a', 'x') + row('b', '*a') + row('c', '*b') + row('d', '*c');
    writeFileSync(
      join(dir, 'weir.d', 'a.yaml'),
      `${TEAMS}---\n${bomb}---\nkind: team\nid: x\nspec: &s {name: *s}\n`,
    );
    const { run } = controlled(dir, { 'POST /apply': { body: answer({}, true) } });
    const result = await run('apply -f weir.d');
    expect(result.code).toBe(1);
    expect(result.out).toContain('! weir.d/a.yaml:11: aliases multiply what they name');
    expect(result.out).toContain('! weir.d/a.yaml:16: an alias stands within what it names');
  });

  it('--check fails when files and Weir differ', async () => {
    writeFileSync(join(dir, 'weir.d', 'a.yaml'), TEAMS);
    const differs = controlled(dir, { 'POST /apply': { body: answer({ changes: [changed] }, true) } });
    expect((await differs.run('apply -f weir.d --check')).code).toBe(1);
    const same = controlled(dir, { 'POST /apply': { body: answer({}, true) } });
    expect((await same.run('apply -f weir.d --check')).code).toBe(0);
  });

  it('says which folder has nothing to apply, or is not there', async () => {
    const { run } = controlled(dir, {});
    expect(await run('apply -f weir.d')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no .yaml'),
    });
    expect(await run('apply -f nowhere')).toMatchObject({ code: 3 });
  });
});
