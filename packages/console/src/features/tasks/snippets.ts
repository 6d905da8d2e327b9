/** What is typed to make calls one task, and to limit tasks. */

export const headerSnippet = (gateway: string): string =>
  `curl ${gateway}/v1/chat/completions \\
  -H "authorization: Bearer $WEIR_KEY" \\
  -H "content-type: application/json" \\
  -H "x-weir-task: ticket-4711" \\
  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Step 1"}]}'`;

export const traceSnippet = (): string =>
  'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

export const limitSnippet = (workload: string): string =>
  `weir workload change ${workload} \\
  --task-max-steps 50 --task-max-cost 2.00 --task-max-identical 5`;
