import { expect, it } from 'vitest';
import { compileAdmissionState } from './compile.ts';
import { emptyDirectory } from './store/directory.ts';

const at = new Date('2026-11-22T00:00:00Z');
const stamps = { createdAt: at, updatedAt: at };

it('compiles ten thousand keys, those that were revoked or end too', () => {
  const directory = emptyDirectory();
  for (let i = 0; i < 10_000; i++) {
    const id = `key_${i}`;
    directory.rows.key.set(id, {
      id,
      name: id,
      workload: 'w',
      prefix: 'wk_abcde',
      hash: i.toString(16).padStart(64, '0'),
      tags: {},
      expiresAt: i % 2 === 0 ? at : null,
      lastUsedAt: null,
      revokedAt: i % 3 === 0 ? at : null,
      rotatedFrom: null,
      ...stamps,
    });
  }
  const state = compileAdmissionState(directory, { now: at, trial: true, providers: {} });
  const keys = Object.values(state.keys);
  expect(keys).toHaveLength(10_000);
  expect(keys.filter((key) => key.state === 'revoked')).toHaveLength(3_334);
  expect(keys.filter(({ expiresAt }) => expiresAt === at.getTime())).toHaveLength(5_000);
});

it('passes own prices on as core/pricing reads them', () => {
  const directory = emptyDirectory();
  const terms = { from: '2026-11-01T00:00:00.000Z', source: 'contract 7', discount_percent: '12.5' };
  directory.rows.priceOverride.set('p', {
    id: 'p',
    provider: 'openai',
    model: 'gpt-4o*',
    terms,
    createdAt: at,
  });
  const { priceOverrides } = compileAdmissionState(directory, { now: at, trial: true, providers: {} });
  expect(priceOverrides).toEqual([{ id: 'p', provider: 'openai', model: 'gpt-4o*', ...terms }]);
});
