import type { LedgerStore } from '../ledger/port.ts';
import type { SANDBOX_MODES } from './answers/cost-query.ts';

export interface SandboxMode {
  /** Whether sandbox calls are counted: on `auto` only while the ledger holds nothing else. */
  resolve(mode?: (typeof SANDBOX_MODES)[number]): Promise<'include' | 'exclude'>;
  /** True while the ledger holds calls, and none of a real provider. */
  only(): Promise<boolean>;
}

export function createSandboxMode(ledger: Pick<LedgerStore, 'totals'>): SandboxMode {
  // a ledger never loses a call, so once it has a real one the answer stays
  let hasReal = false;

  async function holdsSandboxOnly(): Promise<{ real: boolean; calls: number }> {
    if (hasReal) return { real: true, calls: 1 };
    const totals = await ledger.totals();
    hasReal = totals.hasReal;
    return { real: hasReal, calls: totals.calls };
  }

  return {
    async resolve(mode = 'auto') {
      if (mode !== 'auto') return mode;
      return (await holdsSandboxOnly()).real ? 'exclude' : 'include';
    },
    async only() {
      const { real, calls } = await holdsSandboxOnly();
      return !real && calls > 0;
    },
  };
}
