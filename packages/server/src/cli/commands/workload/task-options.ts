import { MODEL_TIERS, type ModelTier, PRIORITIES, type Priority } from '@weir/core/contract';
import { type Command, Option } from 'commander';
import { positiveAmount, positiveInteger } from '../../options.ts';

/** What `create` and `change` can say about agents, and about whose calls come first. */
export interface TaskOptions {
  priority?: Priority;
  taskMaxSteps?: number;
  taskMaxToolCalls?: number;
  taskMaxTokens?: number;
  taskMaxTokensPerStep?: number;
  taskMaxSeconds?: number;
  taskMaxRetries?: number;
  taskMaxCost?: string;
  taskMaxDepth?: number;
  taskMaxIdentical?: number;
  taskOnLimit?: 'stop' | 'degrade' | 'handoff';
  taskDegradeTier?: ModelTier;
  taskGate?: ModelTier[];
  taskGateAction?: 'approval' | 'refuse';
  taskWebhook?: string;
}

export function addTaskOptions(command: Command): Command {
  return command
    .optionsGroup('Agents (limits of one task, named by x-weir-task or a trace):')
    .option('--task-max-steps <n>', 'calls', positiveInteger)
    .option('--task-max-tool-calls <n>', 'tools called', positiveInteger)
    .option('--task-max-tokens <n>', 'input and output tokens of all calls', positiveInteger)
    .option('--task-max-tokens-per-step <n>', 'tokens of one call', positiveInteger)
    .option('--task-max-seconds <n>', 'from its first call on', positiveInteger)
    .option('--task-max-retries <n>', 'tries beyond the first', positiveInteger)
    .option('--task-max-cost <amount>', 'money, never passed', positiveAmount)
    .option('--task-max-depth <n>', 'tasks that start tasks', positiveInteger)
    .option('--task-max-identical <n>', 'the same request this often is a loop', positiveInteger)
    .addOption(
      new Option(
        '--task-on-limit <what>',
        'stop, go on cheaper, or wait for a person (default: stop)',
      ).choices(['stop', 'degrade', 'handoff']),
    )
    .addOption(new Option('--task-degrade-tier <tier>', 'degrade: no model above this').choices(MODEL_TIERS))
    .addOption(
      new Option('--task-gate <tier...>', 'models that need consent, once per task').choices(MODEL_TIERS),
    )
    .addOption(
      new Option('--task-gate-action <what>', 'ask a person, or refuse (default: approval)').choices([
        'approval',
        'refuse',
      ]),
    )
    .option('--task-webhook <url>', 'told when a task waits for a person')
    .optionsGroup('Scarce providers:')
    .addOption(
      new Option('--priority <priority>', 'whose calls come first when a provider gets scarce').choices(
        PRIORITIES,
      ),
    );
}

type Fields = Record<string, unknown>;

/** How the options change a workload's limits; undefined when they do not. */
export function limitsChange(options: TaskOptions): ((before: Fields) => Fields) | undefined {
  const { taskGate, taskGateAction, taskDegradeTier, priority } = options;
  const tasks = present({
    max_steps: options.taskMaxSteps,
    max_tool_calls: options.taskMaxToolCalls,
    max_tokens: options.taskMaxTokens,
    max_tokens_per_step: options.taskMaxTokensPerStep,
    max_seconds: options.taskMaxSeconds,
    max_retries: options.taskMaxRetries,
    max_cost: options.taskMaxCost,
    max_depth: options.taskMaxDepth,
    max_identical_calls: options.taskMaxIdentical,
    on_limit: options.taskOnLimit,
    degrade_to: taskDegradeTier === undefined ? undefined : { tier: taskDegradeTier },
    gate: taskGate === undefined ? undefined : { tiers: taskGate, action: taskGateAction ?? 'approval' },
    webhook: options.taskWebhook,
  });
  const own = present({ priority });
  if (Object.keys(tasks).length === 0 && Object.keys(own).length === 0) return undefined;
  return (before) => ({
    ...before,
    ...own,
    ...(Object.keys(tasks).length === 0
      ? {}
      : { tasks: { ...(before['tasks'] as Fields | undefined), ...tasks } }),
  });
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
