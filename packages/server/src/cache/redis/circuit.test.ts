import { describe, expect, it } from 'vitest';
import { manualClock } from '../testing/clock.ts';
import { Circuit } from './circuit.ts';

function circuitOf() {
  const clock = manualClock();
  return {
    clock,
    circuit: new Circuit(() => clock.monotonic(), { failures: 3, openMs: 100, maxOpenMs: 300 }),
  };
}

describe('circuit', () => {
  it('opens after failures in a row only', () => {
    const { circuit } = circuitOf();
    circuit.failed();
    circuit.failed();
    circuit.succeeded();
    circuit.failed();
    circuit.failed();
    expect(circuit.allows()).toBe(true);
    circuit.failed();
    expect(circuit.allows()).toBe(false);
  });

  it('lets one probe through when the time is up, and closes on its success', () => {
    const { circuit, clock } = circuitOf();
    for (let i = 0; i < 3; i += 1) circuit.failed();
    clock.advance(99);
    expect(circuit.allows()).toBe(false);
    clock.advance(1);
    expect([circuit.allows(), circuit.allows()]).toEqual([true, false]);
    circuit.succeeded();
    expect([circuit.allows(), circuit.allows()]).toEqual([true, true]);
  });

  it('stays open for longer with every failed probe, up to its bound', () => {
    const { circuit, clock } = circuitOf();
    for (let i = 0; i < 3; i += 1) circuit.failed();
    for (const wait of [100, 200, 300, 300]) {
      clock.advance(wait - 1);
      expect(circuit.allows()).toBe(false);
      clock.advance(1);
      expect(circuit.allows()).toBe(true);
      circuit.failed();
    }
  });
});
