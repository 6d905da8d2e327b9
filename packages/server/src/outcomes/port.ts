import type { ValueMetric } from '@weir/core/contract';

/** Who tells outcomes. */
export interface Teller {
  /** `api`, `csv`, `webhook`, `demo`, `rule:<id>`. */
  source: string;
  /** The only workload it may speak for. */
  workload?: string;
  /** What it tells is of the sandbox, whatever it names. */
  sandbox?: boolean;
}

/** What an outcome inherits from its workload. */
export interface WorkloadFacts {
  id: string;
  valueMetric?: Pick<ValueMetric, 'confidence' | 'class'>;
  /** It goes on under this name. */
  mergedInto?: string;
}
