// A support ticket with the OpenAI SDK: two calls, one task, one outcome.
//   WEIR_KEY=wk_... npx tsx examples/openai.ts
import { createWeir } from '@weir/client';
import OpenAI from 'openai';
import { settings } from './settings.ts';

const weir = createWeir(settings());
const task = weir.task({
  customer: 'acme',
  user: 'u-17',
  promptVersion: 'v13',
  tags: { use_case: 'support' },
});
// every request through task.fetch is a step of the task
const openai = new OpenAI({ baseURL: `${weir.baseUrl}/v1`, apiKey: weir.apiKey, fetch: task.fetch });

const question = { role: 'user' as const, content: 'Where is my order 4711?' };
const draft = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [question] });
const answer = draft.choices[0]?.message.content ?? '';
await openai.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [
    question,
    { role: 'assistant', content: answer },
    { role: 'user', content: 'Thank you, solved!' },
  ],
});

const outcome = task.outcome('ticket_resolved', { success: true, value: '4.20', currency: 'USD' });
const { delivered } = await weir.flush();
console.log(JSON.stringify({ task: task.id, steps: task.steps, outcome, delivered }));
