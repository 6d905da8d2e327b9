import { ROUTE_STRATEGIES } from '@weir/core/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface RouteOptions {
  name?: string;
  strategy?: (typeof ROUTE_STRATEGIES)[number];
  model?: { model: string; weight?: number }[];
}

export const ROUTE_HELP =
  'A route is a name that clients may ask for as if it were a model. It stands for models (gpt-4o), models of one\n' +
  'provider (openai/gpt-4o) or tiers (tier:small), never for other routes. Strategies: ordered tries them in the order\n' +
  'given; weighted spreads calls by weight; cheapest takes the least expensive one that can do what the request needs;\n' +
  'fastest the one whose first byte came soonest of late.';

export function addRouteOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name for people (default: the id)')
    .addOption(
      new Option('--strategy <strategy>', 'how one is chosen (default: ordered)').choices(ROUTE_STRATEGIES),
    )
    .option(
      '--model <model[=weight]>',
      'what it stands for; repeat for more. The weight counts with --strategy weighted (default: 1)',
      collectCandidate,
    );
}

export function routeBody({ name, strategy, model }: RouteOptions): Record<string, unknown> {
  const given = { name, strategy, candidates: model };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type Candidates = NonNullable<RouteOptions['model']>;

function collectCandidate(text: string, previous: Candidates = []): Candidates {
  const at = text.lastIndexOf('=');
  if (at === -1) return [...previous, { model: text }];
  const weight = Number(text.slice(at + 1));
  if (at === 0 || !(weight > 0))
    throw new InvalidArgumentError('Give it as model or model=weight, gpt-4o=3.');
  return [...previous, { model: text.slice(0, at), weight }];
}
