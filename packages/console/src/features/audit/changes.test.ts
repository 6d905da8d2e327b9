import { describe, expect, it } from 'vitest';
import { fieldChanges } from './changes.ts';

describe('changes of an audit entry', () => {
  it('are the fields that differ', () => {
    const before = { stage: 'poc', owner: 'a', budget: null };
    const after = { stage: 'pilot', owner: 'a', budget: { amount: '5' } };
    expect(fieldChanges({ before, after })).toEqual([
      { field: 'stage', before: 'poc', after: 'pilot' },
      { field: 'budget', before: undefined, after: '{"amount":"5"}' },
    ]);
  });

  it('are all fields of what was created, and none of what says nothing', () => {
    expect(fieldChanges({ after: { id: 'x' } })).toEqual([{ field: 'id', before: undefined, after: 'x' }]);
    expect(fieldChanges({})).toEqual([]);
  });
});
