import { slug } from '@weir/core/contract';
import { z } from 'zod';

const port = z.number().int().min(0).max(65535);
const milliseconds = z.number().int().positive();

/** A provider entry of weir.yaml. `openai`, `anthropic` and `sandbox` exist without one. */
export const providerConfig = z
  .object({
    id: slug,
    dialect: z.enum(['openai', 'anthropic', 'gemini']),
    /** With the version path, as SDKs want it: `https://api.openai.com/v1`, `http://gpu-1:8000/v1`. */
    base_url: z.url(),
    /** Name of the environment variable that holds the secret; omit for servers without one. */
    secret_env: z.string().optional(),
    /** Price list to use; defaults to the id. */
    price_provider: z.string().optional(),
    /** Models to send here: exact names or `prefix*`. */
    models: z.array(z.string()).default([]),
    /** The server rejects `stream_options`. */
    no_stream_options: z.boolean().default(false),
  })
  .strict();

/** weir.yaml, every section optional. Environment variables win over the file, flags over both. */
export const configSchema = z
  .object({
    data_dir: z.string().default('./weir-data'),
    gateway: z
      .object({
        host: z.string().default('127.0.0.1'),
        port: port.default(4000),
        /** 0 means cores - 1, at least 1. */
        workers: z.number().int().min(0).max(256).default(0),
        max_body_bytes: z
          .number()
          .int()
          .positive()
          .default(100 * 1024 * 1024),
        timeouts: z
          .object({
            connect_ms: milliseconds.default(5_000),
            first_byte_ms: milliseconds.default(120_000),
            idle_ms: milliseconds.default(60_000),
            total_ms: milliseconds.default(900_000),
          })
          .strict()
          .prefault({}),
        retries: z
          .object({
            /** Upstream tries per call, the first included. Only before the first byte to the client. */
            max_attempts: z.number().int().min(1).max(10).default(3),
            backoff_ms: milliseconds.default(200),
            /** Retry-after longer than this is passed to the client instead of waited for. */
            max_wait_ms: milliseconds.default(2_000),
          })
          .strict()
          .prefault({}),
        client_abort: z
          .object({
            /** drain: read on for a bounded time to learn the usage. cancel: stop at once and estimate. */
            policy: z.enum(['drain', 'cancel']).default('drain'),
            drain_ms: milliseconds.default(10_000),
          })
          .strict()
          .prefault({}),
        /** How long a stopping worker waits for calls in flight. */
        drain_ms: milliseconds.default(30_000),
        /** Send `x-weir-cost-usd` on unary answers. */
        cost_headers: z.boolean().default(true),
      })
      .strict()
      .prefault({}),
    admin: z
      .object({ host: z.string().default('127.0.0.1'), port: port.default(4010) })
      .strict()
      .prefault({}),
    spool: z
      .object({
        fsync: z.enum(['always', 'interval', 'never']).default('interval'),
        fsync_interval_ms: milliseconds.default(50),
        segment_bytes: z
          .number()
          .int()
          .min(65_536)
          .default(16 * 1024 * 1024),
        /** All spool directories together; above it new calls are refused with 503. */
        max_bytes: z
          .number()
          .int()
          .min(1_048_576)
          .default(4 * 1024 * 1024 * 1024),
        /** How often the ledger writer looks for new records. */
        poll_ms: milliseconds.default(150),
      })
      .strict()
      .prefault({}),
    providers: z.array(providerConfig).default([]),
    sandbox: z
      .object({
        enabled: z.boolean().default(true),
        seed: z.number().int().default(1),
      })
      .strict()
      .prefault({}),
    log: z
      .object({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
      .strict()
      .prefault({}),
  })
  .strict();

export type Config = z.infer<typeof configSchema>;
export type ProviderConfig = z.infer<typeof providerConfig>;
