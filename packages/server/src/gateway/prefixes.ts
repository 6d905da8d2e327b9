import { PrefixWatch } from '../cache/index.ts';
import type { PrefixReport } from './ports.ts';
import type { Place } from './routing/place.ts';

/** Reading a long prompt costs some tens of microseconds: one in so many is looked at. */
const ONE_IN = 16;
/** Shorter ones are cached by no provider. */
const SHORTEST_BYTES = 4_096;
/** Dialects of providers that cache equal beginnings by themselves. */
const AUTOMATIC = new Set(['openai', 'gemini']);

/** Watches, on a sample, whether prompts of a workload begin alike, so that providers can cache them. Hashes only. */
export class Prefixes {
  private seen = 0;
  private readonly watch = new PrefixWatch();
  private readonly workloads = new Set<string>();

  observe(workload: string, { adapter }: Place, body: Buffer): void {
    if (body.length < SHORTEST_BYTES || !AUTOMATIC.has(adapter.dialect)) return;
    this.seen += 1;
    if (this.seen % ONE_IN !== 1) return;
    this.workloads.add(workload);
    this.watch.observe(workload, body);
  }

  report(): PrefixReport[] {
    const reports: PrefixReport[] = [];
    for (const workload of this.workloads) {
      const figure = this.watch.figure(workload);
      const [first] = figure?.stable ?? [];
      if (figure === undefined || first === undefined) continue;
      reports.push({
        workload,
        calls: figure.calls,
        share: first.share,
        divergence: figure.divergence?.path,
      });
    }
    return reports;
  }
}
