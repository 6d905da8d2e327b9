import type { CallFact } from '@weir/core/contract';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding, Registry } from '../../registry/index.ts';

/** Raises findings without anybody waiting; one that cannot be stored is at least in the log. */
export function findingsInto({ findings }: Registry, log: Logger): (finding: RaisedFinding) => void {
  return (finding) => {
    findings
      .raise(finding)
      .catch((error: unknown) => log.error({ err: error, finding }, 'finding not stored'));
  };
}

/** What calls that have landed give reason to look into, one finding per kind and subject. */
export function findingsOf(calls: readonly CallFact[]): RaisedFinding[] {
  const found = new Map<string, RaisedFinding>();
  const raise = (finding: RaisedFinding) => {
    const name = `${finding.kind}\n${finding.subject}`;
    const known = found.get(name);
    if (known === undefined) found.set(name, { ...finding, occurrences: 1 });
    else known.occurrences = (known.occurrences ?? 1) + 1;
  };
  for (const call of calls) {
    // what moves between owners was looked at when it came
    if (call.entry?.kind === 'attribution') continue;
    if (!call.priced && call.charges.length > 0) raise(unknownPrice(call));
    if (call.charges.some(({ estimate_reason }) => estimate_reason === 'usage_impossible'))
      raise(impossible(call));
  }
  return [...found.values()];
}

function unknownPrice({ provider, model, charges }: CallFact): RaisedFinding {
  const used = charges.find(({ priced }) => !priced)?.price_ref.replace('fallback:', '') ?? 'a fallback';
  return {
    kind: 'price_unknown',
    severity: 'warning',
    subject: `${provider}/${model}`,
    message: `No price of ${model} at ${provider} is known; its calls are charged at the highest price there is to go by (${used}) and marked unpriced. Say what it costs with weir price override create.`,
  };
}

function impossible({ provider, model }: CallFact): RaisedFinding {
  return {
    kind: 'usage_impossible',
    severity: 'warning',
    subject: `${provider}/${model}`,
    message: `${provider} reported usage for ${model} in which a part exceeds its whole; the charge is an estimate. Compare with the provider's usage report.`,
  };
}
