import type { Workload } from '@weir/core/contract';

type Line = readonly [label: string, value: string | undefined];

/** What a workload may do with models and data, as lines for people; nothing for what it does not say. */
export function policyLines({ routing, caching, data, limits }: Workload): Line[] {
  const escalation = routing?.escalation;
  const { exact, prompt } = caching ?? {};
  return [
    ['default model', routing?.default_model],
    ['allowed tiers', list(routing?.allowed_tiers)],
    ['fallbacks', list(routing?.fallbacks)],
    [
      'escalates',
      escalation &&
        `to ${escalation.to.join(', ')} on ${escalation.on.map(words).join(', ')}${confidence(escalation)}`,
    ],
    ['shadow', routing?.shadow && `${routing.shadow.percent}% of calls to ${routing.shadow.model}`],
    [
      'repeats answers',
      exact &&
        `for ${exact.ttl_seconds} s, ${exact.per_user ? 'each user their own' : 'shared by users'}${exact.any_temperature ? ', at any temperature' : ''}`,
    ],
    ['prompt caching', prompt && (prompt.insert_cache_points ? 'cache points are inserted' : 'as sent')],
    ['data class', data?.class],
    [
      'detectors',
      list(Object.entries(data?.detectors ?? {}).map(([name, action]) => `${action} ${words(name)}`)),
    ],
    ['looks at answers', data?.answers === true ? 'yes' : undefined],
    [
      'keeps',
      data?.retention &&
        `${data.retention.sample_percent}% of prompts and answers for ${data.retention.days} days`,
    ],
    ['priority', limits?.priority],
    ['a task may', limits?.tasks && taskText(limits.tasks)],
  ];
}

type TaskPolicy = NonNullable<NonNullable<Workload['limits']>['tasks']>;

function taskText({ on_limit: onLimit, gate, ...policy }: TaskPolicy): string {
  const most = Object.entries(policy).flatMap(([name, value]) =>
    name.startsWith('max_') ? [`${words(name.slice('max_'.length))} ${value}`] : [],
  );
  const gated = gate === undefined ? [] : [`${gate.tiers.join(', ')} by ${gate.action}`];
  return `${[...most, ...gated].join(', ') || 'be unlimited'}; then ${onLimit}`;
}

type Escalation = NonNullable<NonNullable<Workload['routing']>['escalation']>;

function confidence({ on, min_confidence: least }: Escalation): string {
  return on.includes('low_confidence') ? ` (below ${least})` : '';
}

function list(values: readonly string[] | undefined): string | undefined {
  return values === undefined || values.length === 0 ? undefined : values.join(', ');
}

const words = (name: string) => name.replaceAll('_', ' ');
