import type { Dialect, SimulateRoute } from '@weir/core/contract';
import { listOf, oneOf, textOf } from '../../routes/search.ts';
import { CAPABILITIES } from '../models/search.ts';

export const SECTIONS = ['routes', 'data-classes', 'simulate'] as const;
export type Section = (typeof SECTIONS)[number];
export const DIALECTS = ['openai', 'anthropic', 'gemini'] as const satisfies readonly Dialect[];

/** Part of the page, and the simulator's whole question, as they stand in the address. */
export interface RoutingSearch {
  /** Routes when absent. */
  section?: Exclude<Section, 'routes'> | undefined;
  workload?: string | undefined;
  model?: string | undefined;
  /** OpenAI when absent. */
  dialect?: Dialect | undefined;
  /** Tokens of the prompt; 1,000 when absent. */
  input?: string | undefined;
  /** Longest answer asked for; the model's own when absent. */
  output?: string | undefined;
  needs?: string[] | undefined;
}

const COUNT = /^[1-9]\d{0,8}$/;
const count = (raw: unknown): string | undefined => {
  const text = textOf(raw);
  return text !== undefined && COUNT.test(text) ? text : undefined;
};

export function readRoutingSearch(raw: Record<string, unknown>): RoutingSearch {
  const section = oneOf(raw['section'], ['data-classes', 'simulate']);
  const needs = CAPABILITIES.filter((one) => listOf(raw['needs']).includes(one));
  const read: RoutingSearch = {
    section,
    workload: textOf(raw['workload']),
    model: textOf(raw['model']),
    dialect: oneOf(raw['dialect'], DIALECTS),
    input: count(raw['input']),
    output: count(raw['output']),
    needs: needs.length === 0 ? undefined : needs,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

const STANDARD_INPUT = 1_000;

/** What is asked of the API; undefined while workload or model is missing. */
export function simulationOf(search: RoutingSearch): SimulateRoute | undefined {
  const { workload, model, dialect = 'openai', input, output, needs = [] } = search;
  if (workload === undefined || model === undefined) return undefined;
  return {
    workload,
    model,
    dialect,
    input_tokens: input === undefined ? STANDARD_INPUT : Number(input),
    ...(output === undefined ? {} : { max_output_tokens: Number(output) }),
    needs,
  };
}
