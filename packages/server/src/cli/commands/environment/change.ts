import { environmentPolicy, MISSING_TAG_POLICIES, TAG_NAMES } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import { collectPairs } from '../../options.ts';
import { formatInstant } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { pairsText } from '../workload/print.ts';

/** What can be emptied, and what it then is. */
const EMPTY: Readonly<Record<string, unknown>> = { required_tags: [], defaults: {} };

interface Options {
  missingTagPolicy?: (typeof MISSING_TAG_POLICIES)[number];
  require?: (typeof TAG_NAMES)[number][];
  default?: Record<string, string>;
  unset?: string[];
}

export const environmentChange = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change which tags an environment requires, and what happens when one is missing',
    description:
      'Change what is given; the rest stays. --require and --default replace the whole list. A call that lacks a\n' +
      'required tag is refused (reject), let through and marked unattributed (quarantine), or given the default\n' +
      '(default). Gateways follow within a second. Environments come to be with the first workload that names them.',
    examples: [
      ['weir environment change staging --missing-tag-policy reject', 'be strict there too'],
      ['weir environment change production --require owner cost_center use_case', 'require these three only'],
      [
        'weir environment change development --missing-tag-policy default --default business_process=development',
        'fill in what is missing',
      ],
    ],
    define: (command) =>
      command
        .argument('<id>', 'environment to change')
        .addOption(
          new Option('--missing-tag-policy <policy>', 'when a required tag is missing').choices(
            MISSING_TAG_POLICIES,
          ),
        )
        .addOption(new Option('--require <tag...>', 'tags that every call must have').choices(TAG_NAMES))
        .option('--default <tag=value...>', 'value of a tag that is missing', collectPairs)
        .addOption(new Option('--unset <field...>', 'empty these').choices(Object.keys(EMPTY))),
    async run({ out, api }, options, id = '') {
      const body = bodyOf(options);
      if (Object.keys(body).length === 0) throw nothingToChange('--missing-tag-policy quarantine');
      const client = await api();
      const path = `/environments/${segment(id)}`;
      // putting would create it: a slip of the pen must not
      await client.get(path, environmentPolicy);
      const changed = await client.send('PUT', path, environmentPolicy, body);
      if (out.json) return out.data(changed);
      out.fields([
        ['environment', out.style('bold', changed.id)],
        ['missing tag', changed.missing_tag_policy],
        ['required tags', changed.required_tags.join(', ') || 'none'],
        ['defaults', pairsText(changed.defaults)],
        ['changed', `${formatInstant(changed.updated_at)} UTC`],
      ]);
    },
  });

function bodyOf(options: Options): Record<string, unknown> {
  const given = {
    missing_tag_policy: options.missingTagPolicy,
    required_tags: options.require,
    defaults: options.default,
  };
  return {
    ...Object.fromEntries((options.unset ?? []).map((field) => [field, EMPTY[field]])),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}
