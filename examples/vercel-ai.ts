// An agent with the Vercel AI SDK: as many steps as it needs, tools included, one task.
//   WEIR_KEY=wk_... npx tsx examples/vercel-ai.ts
import { createOpenAI } from '@ai-sdk/openai';
import { createWeir } from '@weir/client';
import { generateText, stepCountIs, tool } from 'ai';
import { z } from 'zod';
import { settings } from './settings.ts';

const weir = createWeir(settings());
const task = weir.task({ customer: 'c-00042', promptVersion: 'v8' });
const openai = createOpenAI({ baseURL: `${weir.baseUrl}/v1`, apiKey: weir.apiKey ?? '', fetch: task.fetch });

let routed = '';
const route_claim = tool({
  description: 'Route a claim to a team.',
  inputSchema: z.object({ team: z.enum(['motor', 'home']) }),
  execute: async ({ team }) => {
    routed = team;
    return 'routed';
  },
});
await generateText({
  model: openai('gpt-4o-mini'),
  prompt: 'Route this claim: a tree fell on a car.',
  tools: { route_claim },
  stopWhen: stepCountIs(4),
});

const outcome = task.outcome('claim_routed', { success: routed !== '', attributes: { team: routed } });
const { delivered } = await weir.flush();
console.log(JSON.stringify({ task: task.id, steps: task.steps, outcome, delivered }));
