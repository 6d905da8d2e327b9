import type { FailoverDrill, FailoverDrillInput, Workload } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

/** One small call, for real, the provider it would go to first being held down for it alone. */
export interface DrillCall {
  workload: string;
  model: string;
  /** For tags that the environment requires and the workload does not fix. */
  tags: Readonly<Record<string, string>>;
}

/** Makes the call through a gateway. A call that fails is a drill that failed, and no error. */
export type RunDrill = (call: DrillCall) => Promise<FailoverDrill>;

const TAG_VALUE = 'failover-drill';

/** Throws `conflict` where there is nothing to fall back on, `invalid_argument` where no model is known to ask for. */
export function drillCallOf(
  { id, routing, approved_models: approved }: Workload,
  input: FailoverDrillInput,
  tags: Readonly<Record<string, string>>,
  requiredTags: readonly string[],
): DrillCall {
  if ((routing?.fallbacks ?? []).length === 0) {
    throw new WeirError('conflict', `The workload "${id}" has no model to fall back on`, {
      field: 'routing.fallbacks',
      remedy: `Name one at another provider: weir workload change ${id} --fallback <provider/model>.`,
    });
  }
  const model = input.model ?? routing?.default_model ?? approved.find((name) => !name.includes('*'));
  if (model === undefined) {
    throw new WeirError('invalid_argument', `No model is known that the workload "${id}" asks for`, {
      field: 'model',
      remedy: `Name the one that it asks for most: weir gate drill ${id} --model <name>.`,
    });
  }
  const absent = requiredTags.filter((name) => tags[name] === undefined);
  return { workload: id, model, tags: Object.fromEntries(absent.map((name) => [name, TAG_VALUE])) };
}
