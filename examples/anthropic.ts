// A contract with the Anthropic SDK: a review that starts a second task, each with its own cost.
//   WEIR_KEY=wk_... npx tsx examples/anthropic.ts
import Anthropic from '@anthropic-ai/sdk';
import { createWeir } from '@weir/client';
import { settings } from './settings.ts';

const weir = createWeir(settings());
const anthropic = new Anthropic({ baseURL: weir.baseUrl, apiKey: weir.apiKey });
const ask = (content: string, headers: Record<string, string>) =>
  anthropic.messages.create(
    { model: 'claude-haiku-4-5', max_tokens: 300, messages: [{ role: 'user', content }] },
    { headers },
  );

const task = weir.task({ user: 'u-3', promptVersion: 'v6' });
// one client for all: the headers of the task go with each request
await ask('List the clauses of this contract.', task.step());
const clause = task.child({ tags: { clause: 'liability' } });
await ask('Compare the liability clause with our playbook.', clause.step());
await ask('Sum up the deviations.', task.step());

const outcome = task.outcome('contract_reviewed', { success: true, attributes: { deviations: 2 } });
const { delivered } = await weir.flush();
console.log(JSON.stringify({ task: task.id, child: clause.id, steps: task.steps, outcome, delivered }));
