import { slug } from '@weir/core/contract';
import { z } from 'zod';

const port = z.number().int().min(0).max(65535);
const milliseconds = z.number().int().positive();

/** A provider entry of weir.yaml. `openai`, `anthropic` and `sandbox` exist without one. */
export const providerConfig = z
  .object({
    id: slug.describe('Name of the provider in Weir: `my-vllm` is addressed as `my-vllm/<model>`.'),
    dialect: z.enum(['openai', 'anthropic', 'gemini']).describe('Wire language the server speaks.'),
    base_url: z
      .url()
      .describe(
        'With the version path, as SDKs want it: `https://api.openai.com/v1`, `http://gpu-1:8000/v1`.',
      ),
    secret_env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable such as MY_PROVIDER_KEY')
      .optional()
      .describe('Name of the environment variable that holds the secret; omit for servers without one.'),
    price_provider: z
      .string()
      .optional()
      .describe('Provider whose price list applies; the id itself when absent.'),
    models: z.array(z.string()).default([]).describe('Models to send here: exact names or `prefix*`.'),
    no_stream_options: z
      .boolean()
      .default(false)
      .describe('The server rejects `stream_options`; usage of its streams is then estimated.'),
  })
  .strict();

/** weir.yaml, every section optional. Environment variables win over the file, flags over both. */
export const configSchema = z
  .object({
    data_dir: z
      .string()
      .min(1)
      .default('./weir-data')
      .describe('Everything Weir keeps. One running Weir per directory.'),
    gateway: z
      .object({
        host: z
          .string()
          .min(1)
          .default('127.0.0.1')
          .describe('Address the gateway listens on; `0.0.0.0` for every interface.'),
        port: port.default(4000).describe('Port of the gateway; 0 picks a free one.'),
        workers: z
          .number()
          .int()
          .min(0)
          .max(256)
          .default(0)
          .describe('Gateway processes; 0 means cores - 1, at least 1.'),
        max_body_bytes: z
          .number()
          .int()
          .positive()
          .default(100 * 1024 * 1024)
          .describe('Longest request body; above it the call is refused with 413.'),
        timeouts: z
          .object({
            connect_ms: milliseconds.default(5_000).describe('Until the provider accepts the connection.'),
            first_byte_ms: milliseconds.default(120_000).describe('Until the provider begins to answer.'),
            idle_ms: milliseconds.default(60_000).describe('Between two pieces of an answer.'),
            total_ms: milliseconds.default(900_000).describe('Until the answer is complete.'),
          })
          .strict()
          .prefault({}),
        retries: z
          .object({
            max_attempts: z
              .number()
              .int()
              .min(1)
              .max(10)
              .default(3)
              .describe(
                'Upstream tries per call, the first included; only before the first byte to the client.',
              ),
            backoff_ms: milliseconds
              .default(200)
              .describe('Wait before the second try; it doubles from there.'),
            max_wait_ms: milliseconds
              .default(2_000)
              .describe('A `retry-after` longer than this is passed to the client instead of waited for.'),
          })
          .strict()
          .prefault({}),
        client_abort: z
          .object({
            policy: z
              .enum(['drain', 'cancel'])
              .default('drain')
              .describe('When a client leaves: read on to learn the usage, or stop at once and estimate it.'),
            drain_ms: milliseconds.default(10_000).describe('How long `drain` reads on.'),
          })
          .strict()
          .prefault({}),
        drain_ms: milliseconds
          .default(30_000)
          .describe('How long a stopping worker waits for calls in flight.'),
        cost_headers: z
          .boolean()
          .default(true)
          .describe('Send `x-weir-cost-usd` on answers that are not streams.'),
      })
      .strict()
      .prefault({}),
    admin: z
      .object({
        host: z
          .string()
          .min(1)
          .default('127.0.0.1')
          .describe('Address admin API and console listen on. Anything but loopback needs TLS in front.'),
        port: port.default(4010).describe('Port of admin API and console; 0 picks a free one.'),
      })
      .strict()
      .prefault({}),
    spool: z
      .object({
        fsync: z
          .enum(['always', 'interval', 'never'])
          .default('interval')
          .describe(
            'When records are forced to the device. All three survive a killed process; power loss differs.',
          ),
        fsync_interval_ms: milliseconds
          .default(50)
          .describe('For `interval`: the most that power loss can take.'),
        segment_bytes: z
          .number()
          .int()
          .min(65_536)
          .default(16 * 1024 * 1024)
          .describe('Size at which a new spool file is begun.'),
        max_bytes: z
          .number()
          .int()
          .min(1_048_576)
          .default(4 * 1024 * 1024 * 1024)
          .describe('All spool files together; above it new calls are refused with 503.'),
        poll_ms: milliseconds
          .default(400)
          .describe('How often the ledger writer looks for new records; each find is an insert of its own.'),
      })
      .strict()
      .prefault({}),
    providers: z
      .array(providerConfig)
      .default([])
      .describe('Servers to call. `openai` and `anthropic` exist without an entry.'),
    sandbox: z
      .object({
        enabled: z.boolean().default(true).describe('Run the built-in provider that needs no key.'),
        seed: z.number().int().default(1).describe('Same seed, same answers.'),
      })
      .strict()
      .prefault({}),
    log: z
      .object({
        level: z
          .enum(['debug', 'info', 'warn', 'error', 'silent'])
          .default('info')
          .describe('Least important message that is logged.'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

export type Config = z.infer<typeof configSchema>;
export type ProviderConfig = z.infer<typeof providerConfig>;
