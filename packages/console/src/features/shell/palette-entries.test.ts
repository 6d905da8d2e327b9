import type { Key, Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { paletteGroups } from './palette-entries.ts';

const stamps = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const workload = (id: string): Workload => ({
  id,
  name: id,
  application: 'portal',
  environment: 'production',
  stage: 'poc',
  owner: 'a@example.com',
  approved_models: [],
  tags: {},
  ...stamps,
});
const key: Key = {
  id: 'key_1',
  name: 'ci',
  workload: 'bot',
  prefix: 'wk_abc',
  state: 'active',
  tags: {},
  ...stamps,
};
const CALL = '01a2011d-6dd6-70a7-8c9f-753865067a04';
const labels = (typed: string) =>
  paletteGroups(
    typed,
    [workload('bot'), workload('triage')],
    [key, { ...key, name: 'old', state: 'revoked' }],
  ).map(({ value, items }) => [value, items.map(({ label }) => label)]);

describe('the command palette', () => {
  it('offers pages and workloads before anything is typed', () => {
    expect(labels('').map(([group]) => group)).toEqual(['page', 'workload']);
  });

  it('finds by every word, in name or hint, and leaves revoked keys out', () => {
    expect(labels('BO portal')).toEqual([['workload', ['bot']]]);
    expect(labels('ci')).toContainEqual(['key', ['ci']]);
    expect(labels('old')).toEqual([]);
    expect(labels('dark')).toEqual([['action', ['Use the dark theme']]]);
  });

  it('finds a part of the organization by its name, and offers every page before anything is typed', () => {
    expect(labels('cost cent')).toEqual([['page', ['Cost centers']]]);
    expect(labels('')[0]?.[1]).toContain('Audit');
    expect(labels('')[0]?.[1]).not.toContain('Cost centers');
  });

  it('opens a call by its id', () => {
    expect(labels(` ${CALL} `)[0]).toEqual(['call', [`Open call ${CALL}`]]);
  });
});
