import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttled } from './live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('refreshing on live events', () => {
  it('is immediate, then bounded, and never forgets the last event', () => {
    const run = vi.fn();
    const { call } = throttled(run, 1000);
    call();
    expect(run).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 50; i++) call();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5000);
    expect(run).toHaveBeenCalledTimes(2);
    call();
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('stops when told', () => {
    const run = vi.fn();
    const { call, cancel } = throttled(run, 1000);
    call();
    call();
    cancel();
    vi.advanceTimersByTime(5000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
