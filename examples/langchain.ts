// One LangChain model that many requests share: an AsyncLocalStorage says which task a call is of.
//   WEIR_KEY=wk_... npx tsx examples/langchain.ts
import { AsyncLocalStorage } from 'node:async_hooks';
import { ChatOpenAI } from '@langchain/openai';
import { createWeir, type Task } from '@weir/client';
import { settings } from './settings.ts';

const weir = createWeir(settings());
const current = new AsyncLocalStorage<Task>();
const model = new ChatOpenAI({
  model: 'gpt-4o-mini',
  apiKey: weir.apiKey ?? '',
  configuration: { baseURL: `${weir.baseUrl}/v1`, fetch: weir.wrapFetch(() => current.getStore()) },
});

async function draft(customer: string): Promise<Task> {
  const task = weir.task({ customer, promptVersion: 'v4' });
  await current.run(task, async () => {
    await model.invoke(`Draft an e-mail to ${customer}.`);
    await model.invoke('Make it shorter.');
  });
  task.outcome('draft_sent', { success: true });
  return task;
}

const tasks = await Promise.all(['acme', 'globex'].map(draft));
const { delivered } = await weir.flush();
console.log(JSON.stringify({ tasks: tasks.map(({ id }) => id), steps: tasks[0]?.steps, delivered }));
