import { describe, expect, it } from 'vitest';
import { ApiFailure, faultOf } from './failure.ts';

const refusal = (field?: string) =>
  new ApiFailure(400, {
    code: 'invalid_argument',
    message: 'There is no team "x"',
    remedy: 'Create it.',
    ...(field === undefined ? {} : { field }),
  });

describe('what the API refused, told at a field', () => {
  it('stands at the field it names, with what to do', () => {
    expect(faultOf(refusal('team'), 'team')).toBe('There is no team "x". Create it.');
    expect(faultOf(refusal('tags.Region'), 'tags')).toBe('There is no team "x". Create it.');
  });

  it('stands at no other, and not at a field when it names none', () => {
    expect(faultOf(refusal('team'), 'tea')).toBeUndefined();
    expect(faultOf(refusal('team_lead'), 'team')).toBeUndefined();
    expect(faultOf(refusal(), 'team')).toBeUndefined();
    expect(faultOf(new Error('no network'), 'team')).toBeUndefined();
  });
});
