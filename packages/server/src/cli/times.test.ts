import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CliError } from './errors.ts';
import { requireDuration, resolveTime } from './times.ts';

const NOW = Date.parse('2026-11-22T15:30:00Z');
const at = (text: string, zone = 'UTC') => resolveTime(text, '--since', NOW, zone);

describe('resolveTime', () => {
  it.each([
    ['2026-11-01', 'UTC', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-01', 'Asia/Kolkata', '2026-10-31T18:30:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['today', 'UTC', '2026-11-22T00:00:00.000Z'],
    ['today', 'Asia/Tokyo', '2026-11-22T15:00:00.000Z'],
    ['yesterday', 'UTC', '2026-11-21T00:00:00.000Z'],
    ['month', 'Europe/Berlin', '2026-10-31T23:00:00.000Z'],
    ['24h', 'UTC', '2026-11-21T15:30:00.000Z'],
    ['7d', 'UTC', '2026-11-15T15:30:00.000Z'],
    ['2w', 'UTC', '2026-11-08T15:30:00.000Z'],
    ['now', 'UTC', '2026-11-22T15:30:00.000Z'],
    ['all', 'UTC', '1970-01-01T00:00:00.000Z'],
    ['2026-11-01T08:00:00Z', 'UTC', '2026-11-01T08:00:00.000Z'],
    ['2026-11-01T08:00:00.5+02:00', 'UTC', '2026-11-01T06:00:00.500Z'],
    ['2026-11-01 08:00Z', 'UTC', '2026-11-01T08:00:00.000Z'],
  ])('reads %s in %s', (text, zone, expected) => {
    expect(at(text, zone)).toBe(expected);
  });

  it.each([
    '',
    'soon',
    '2026-13-01',
    '2026-02-30',
    '2026-11-01T08:00:00',
    '-3d',
    '3 days',
    '2026-11-1',
    '1e9',
  ])('refuses %j and says what it takes', (text) => {
    expect(() => at(text)).toThrow(CliError);
    expect(() => at(text)).toThrow(/--since/);
  });

  it('reads back every instant it can write', () => {
    const instants = fc.date({
      min: new Date(0),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(instants, (date) => at(date.toISOString()) === date.toISOString()));
  });
});

describe('requireDuration', () => {
  it('takes seconds to weeks', () => {
    expect(requireDuration('90d', '--expires')).toBe(7_776_000_000);
    expect(requireDuration('45s', '--grace')).toBe(45_000);
  });

  it('names the option when it is none', () => {
    expect(() => requireDuration('an hour', '--grace')).toThrow(/--grace is "an hour"/);
  });
});
