import type { Finding } from '@weir/core/contract';
import type { Observation } from '../observation.ts';

type PriceFinding = Pick<Finding, 'subject' | 'message'>;

/** Raised ones that the registry may not have written yet are remembered so long. */
const SETTLING_MS = 5_000;

/** Models without a price: told at the first call, over when the finding is closed. */
export class UnknownPrices {
  private open: Map<string, PriceFinding> | undefined;
  private readonly raised = new Map<string, { finding: PriceFinding; at: number }>();

  /** Whether the registry has been asked. */
  get known(): boolean {
    return this.open !== undefined;
  }

  raise(finding: PriceFinding, now: number): void {
    this.raised.set(finding.subject, { finding, at: now });
  }

  /** All that are open in the registry. */
  are(findings: readonly PriceFinding[], now: number): void {
    this.open = new Map(findings.map((finding) => [finding.subject, finding]));
    for (const [subject, { at }] of this.raised) {
      if (now - at > SETTLING_MS) this.raised.delete(subject);
    }
  }

  observe(): Observation[] {
    const all = new Map(this.open);
    for (const [subject, { finding }] of this.raised) all.set(subject, finding);
    return [...all.values()].map(observationOf);
  }
}

function observationOf({ subject, message }: PriceFinding): Observation {
  const slash = subject.indexOf('/');
  const scope = { provider: subject.slice(0, slash), model: subject.slice(slash + 1) };
  return {
    kind: 'price_unknown',
    subject,
    dimensions: scope,
    title: `The price of ${subject} is unknown`,
    who: `model ${subject}`,
    what: message,
    link: '/findings?kind=price_unknown',
    burns: scope,
  };
}
