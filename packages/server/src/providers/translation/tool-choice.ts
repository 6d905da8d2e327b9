import type { Conversation, ToolDefinition } from './conversation.ts';
import { notTranslatable } from './refusals.ts';

/** The tools that may be called: a choice that names some of them leaves the others out. */
export function chosenTools({ tools, toolChoice }: Conversation): readonly ToolDefinition[] {
  const choice = toolChoice?.value;
  if (choice === undefined || choice.mode === 'none' || choice.mode === 'tool' || choice.only === undefined) {
    return tools;
  }
  const { only } = choice;
  return tools.filter(({ name }) => only.includes(name));
}

/** The tool's name, if the target's rules for names allow it. */
export function checkedName(tool: ToolDefinition, rule: RegExp): string {
  if (rule.test(tool.name)) return tool.name;
  throw notTranslatable(
    `${tool.at}.name`,
    'is a name that the provider of this model does not take',
    'Use up to 64 letters, digits, _ and - for names of tools.',
  );
}
