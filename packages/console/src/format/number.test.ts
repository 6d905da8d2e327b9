import { describe, expect, it } from 'vitest';
import { formatBytes, formatCountShort, formatDuration, formatShare, shareOf } from './number.ts';

describe('numbers as text', () => {
  it('writes shares with at most one decimal', () => {
    expect(formatShare('0.9749')).toBe('97.5%');
    expect(formatShare('1.0000')).toBe('100%');
    expect(formatShare('0')).toBe('0%');
    expect(shareOf('1', '3')).toBe('0.3333');
    expect(shareOf(1, 0)).toBeUndefined();
  });

  it('writes durations in the unit that reads best', () => {
    expect(formatDuration(0.42)).toBe('0.42 ms');
    expect(formatDuration(12.6)).toBe('13 ms');
    expect(formatDuration(1240)).toBe('1.24 s');
    expect(formatDuration(12_400)).toBe('12.4 s');
    expect(formatDuration(125_000)).toBe('2 min 5 s');
    expect(formatDuration(119_800)).toBe('2 min 0 s');
  });

  it('writes bytes and large counts short', () => {
    expect(formatBytes(812)).toBe('812 B');
    expect(formatBytes(26_100)).toBe('26.1 KB');
    expect(formatBytes(5_000_000_000)).toBe('5.0 GB');
    expect(formatCountShort(9_999)).toBe('9,999');
    expect(formatCountShort(1_250_000)).toBe('1.3M');
  });
});
