import { DETECTORS, type Detector, ESCALATION_REASONS, MODEL_TIERS } from '@weir/core/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { collect, names, positiveInteger } from '../../options.ts';
import { durationMs } from '../../times.ts';
import { addTaskOptions, type TaskOptions } from './task-options.ts';

/** What `create` and `change` can say about models and data. */
export interface PolicyOptions extends TaskOptions {
  policyFile?: string;
  routingDefault?: string;
  allowTier?: string[];
  fallback?: string[];
  escalateTo?: string[];
  escalateOn?: string[];
  minConfidence?: number;
  shadow?: { model: string; percent: number };
  cacheTtl?: number;
  cacheShared?: boolean;
  cacheAnyTemperature?: boolean;
  promptCache?: boolean;
  dataClass?: string;
  flag?: Detector[];
  redact?: Detector[];
  block?: Detector[];
  checkAnswers?: boolean;
  retainDays?: number;
  retainSample?: number;
}

/** A model reference in help texts. */
const REF = 'model, provider/model, tier:<tier> or route';

export function addPolicyOptions(command: Command): Command {
  const described = command
    .optionsGroup('Which models answer:')
    .option('--routing-default <model>', `what "default" means: ${REF}`)
    .addOption(new Option('--allow-tier <tier...>', 'only models of these tiers').choices(MODEL_TIERS))
    .option('--fallback <model>', `stand-in when the model cannot answer: ${REF}; repeat, in order`, collect)
    .option(
      '--escalate-to <model>',
      'better model to ask when the answer is not good enough; repeat, in order',
      collect,
    )
    .addOption(
      new Option(
        '--escalate-on <reason...>',
        'what is not good enough (default: error, refusal, invalid_output)',
      ).choices(ESCALATION_REASONS),
    )
    .option('--min-confidence <0..1>', 'below this is low_confidence (default: 0.7)', fraction)
    .option(
      '--shadow <model=percent>',
      'also send a copy of so many calls there, to compare; costs are marked as evaluation',
      modelShare,
    )
    .optionsGroup('Caching:')
    .option(
      '--cache-ttl <duration>',
      'repeat an answer to the same request for so long: 15m, 1h, 7d',
      seconds,
    )
    .option('--cache-shared', 'users of the workload share answers (default: each has their own)')
    .option('--cache-any-temperature', 'also repeat answers that were asked to vary')
    .option('--prompt-cache', 'insert cache points into requests to Anthropic models that have none')
    .optionsGroup('Data:')
    .option('--data-class <id>', 'data class: which providers and regions may see the data')
    .option(
      '--redact <detectors>',
      `replace what these find by placeholders: ${DETECTORS.join(',')}`,
      detectors,
    )
    .option('--block <detectors>', 'refuse calls in which these find something', detectors)
    .option('--flag <detectors>', 'only count what these find', detectors)
    .option('--check-answers', 'look at answers, too')
    .option(
      '--retain-days <n>',
      'keep prompts and answers, encrypted, for so long (default: nothing is kept)',
      positiveInteger,
    )
    .option('--retain-sample <percent>', 'keep only so many of them (default: 100)', percentage);
  return addTaskOptions(described)
    .optionsGroup('All of it:')
    .option(
      '--policy-file <file>',
      'YAML or JSON with routing, caching, data and limits as the API has them; each one given replaces what was; options go on top',
    );
}

function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('Give a number from 0 to 1, such as 0.8.');
  }
  return value;
}

function percentage(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('Give a number above 0 and up to 100.');
  return value;
}

function modelShare(text: string): { model: string; percent: number } {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('Give it as model=percent, such as gpt-5=5.');
  return { model: text.slice(0, at), percent: percentage(text.slice(at + 1)) };
}

function seconds(text: string): number {
  const span = durationMs(text);
  if (span === undefined || span < 1_000) {
    throw new InvalidArgumentError('Give a duration such as 30s, 15m, 1h or 7d.');
  }
  return span / 1_000;
}

function detectors(text: string, previous: readonly Detector[] = []): Detector[] {
  const given = names(text);
  const unknown = given.find((name) => !(DETECTORS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no detector ${unknown}. Allowed are ${DETECTORS.join(', ')}.`);
  }
  return [...previous, ...(given as Detector[])];
}
