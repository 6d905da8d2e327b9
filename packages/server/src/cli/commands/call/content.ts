import { callContent } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';

export const callContentCommand = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'content',
    summary: 'read prompt and completion of a call, where a policy keeps them',
    description:
      'Read what a call sent and got. Nothing is kept unless the workload has data.retention, and then only for its days\n' +
      'and its sample, encrypted and redacted as the policy says. Every reading is noted in the audit log.',
    examples: [['weir call content 0199c1d2-7d3a-7c11-9b2f-0d4c5a6b7e8f', 'ids are in `weir call list`']],
    define: (command) => command.argument('<id>', 'call to read'),
    async run({ out, api }, _options, id = '') {
      const content = await (await api()).get(`/calls/${segment(id)}/content`, callContent);
      if (out.json) return out.data(content);
      out.fields([
        ['call', content.call_id],
        ['workload', content.workload],
        ['kept until', content.expires_at],
        ['marks', content.truncated ? 'cut: longer than what is kept' : undefined],
      ]);
      out.line('');
      out.line(content.request);
      out.line('');
      out.line(content.answer);
    },
  });
