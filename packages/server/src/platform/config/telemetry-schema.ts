import { z } from 'zod';
import { milliseconds, variable } from './values.ts';

/** What Weir tells of itself to the outside. */
export const telemetryConfig = z
  .object({
    prometheus: z
      .object({
        enabled: z.boolean().default(true).describe('Serve `GET /metrics` on the admin port.'),
        require_token: z.boolean().default(true).describe('`/metrics` wants an admin token as bearer token.'),
      })
      .strict()
      .prefault({}),
    otlp: z
      .object({
        endpoint: z
          .url()
          .optional()
          .describe('OTLP/HTTP collector such as http://127.0.0.1:4318; nothing is sent without one.'),
        headers_env: variable('OTEL_EXPORTER_OTLP_HEADERS')
          .optional()
          .describe('Name of the environment variable that holds headers for it: `name=value,name=value`.'),
        protocol: z
          .enum(['http/protobuf', 'http/json'])
          .default('http/protobuf')
          .describe('Encoding of what is sent.'),
        traces: z.boolean().default(true).describe('Send a span for each call and each of its attempts.'),
        metrics: z.boolean().default(true).describe('Send the GenAI client metrics.'),
        usage_counters: z
          .boolean()
          .default(false)
          .describe('Send the newer counters `gen_ai.client.inference.usage.*`, too.'),
        sample_percent: z
          .number()
          .min(0)
          .max(100)
          .default(100)
          .describe('Share of traces that is sent; all calls of a trace or none.'),
        interval_ms: milliseconds.default(15_000).describe('How often metrics are sent.'),
        queue_spans: z
          .number()
          .int()
          .positive()
          .default(8_192)
          .describe('Spans that wait for a slow collector; beyond it the oldest are dropped and counted.'),
      })
      .strict()
      .prefault({}),
  })
  .strict()
  .prefault({});
