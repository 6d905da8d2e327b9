import type { Usage } from '@weir/core/usage';
import type { Ledger } from '../../ledger/statement-port.ts';

interface Asked {
  id: string;
  at: number;
  answer(usage: Usage | undefined): void;
  fail(error: unknown): void;
}

/** Usage of calls: all that are asked for in one turn are read in one statement. */
export function usageLoader(
  ledger: Pick<Ledger, 'usages'>,
): (callId: string, startedAt: string) => Promise<Usage | undefined> {
  let asked: Asked[] = [];

  async function load(): Promise<void> {
    const now = asked;
    asked = [];
    const times = now.map(({ at }) => at);
    const since = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
    const until = times.reduce((most, at) => Math.max(most, at), 0) + 1;
    try {
      const range = { since: new Date(since), until: new Date(until) };
      const usages = await ledger.usages(
        now.map(({ id }) => id),
        range,
      );
      for (const { id, answer } of now) answer(usages.get(id));
    } catch (error) {
      for (const { fail } of now) fail(error);
    }
  }

  return (id, startedAt) =>
    new Promise((answer, fail) => {
      if (asked.length === 0) setImmediate(() => void load());
      asked.push({ id, at: Date.parse(startedAt), answer, fail });
    });
}
