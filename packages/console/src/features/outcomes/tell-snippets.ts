/** How an application tells an outcome, ready to paste. `admin`: address of the admin API, without a trailing slash. */
export const curlSnippet = (admin: string) => `curl -s ${admin}/api/v1/outcomes \\
  -H "authorization: Bearer $WEIR_KEY" -H "content-type: application/json" \\
  -d '{"id": "zendesk-4711", "outcome": "ticket_resolved", "at": "2026-11-22T10:00:00Z", "task": "T-4711"}'`;

export const clientSnippet = (admin: string) => `import { createWeir } from '@weir/client';

const weir = createWeir({ baseUrl, apiKey: process.env.WEIR_KEY, outcomes: { url: '${admin}' } });
const task = weir.task({ id: 'T-4711', customer: 'acme' });
// ... calls with task.fetch ...
task.outcome('ticket_resolved', { success: true });
await weir.flush();`;

export const fileSnippet = `npx weir outcome import tickets.csv --map Ticket=task --map Closed=at --map Notes=- \\
  --outcome ticket_resolved --workload support-bot`;

export const signSnippet = (address: string) => `import { createHmac } from 'node:crypto';

const body = JSON.stringify({ outcome: 'ticket_resolved', at: new Date().toISOString(), task: 'T-4711' });
const t = Math.floor(Date.now() / 1000);
const v1 = createHmac('sha256', process.env.WEIR_WEBHOOK_SECRET).update(\`\${t}.\${body}\`).digest('hex');
await fetch('${address}', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-weir-signature': \`t=\${t},v1=\${v1}\` },
  body,
});`;
