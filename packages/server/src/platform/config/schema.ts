import { z } from 'zod';
import { booksConfig } from './books-schema.ts';
import { ingestConfig } from './ingest-schema.ts';
import { providerConfig } from './provider-schema.ts';
import { ledgerRetention } from './retention-schema.ts';
import { telemetryConfig } from './telemetry-schema.ts';
import { fileName, hostAndPort, milliseconds, network, origin, port, tls, variable } from './values.ts';

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
            headers_ms: milliseconds
              .default(30_000)
              .describe('Until a client has sent the headers of a request; then its connection is closed.'),
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
        overload: z
          .object({
            max_in_flight: z
              .number()
              .int()
              .positive()
              .default(20_000)
              .describe('Calls one worker carries at a time; more are turned away with 503.'),
            max_lag_ms: milliseconds
              .default(1_000)
              .describe('New calls are turned away while a worker is so far behind its timers.'),
            max_connections: z
              .number()
              .int()
              .positive()
              .default(20_000)
              .describe('Client connections of one worker; calls on further ones are turned away with 503.'),
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
        passthrough: z
          .enum(['deny', 'allow'])
          .default('deny')
          .describe(
            'Paths of a provider that Weir does not know, under /openai, /anthropic and /gemini: refuse them, or pass them on, attributed and held against the budget.',
          ),
        batch_poll_ms: milliseconds
          .default(60_000)
          .describe(
            'Between two looks at a batch whose result is awaited; old ones are looked at more seldom.',
          ),
        cors: z
          .object({
            origins: z
              .array(origin)
              .default([])
              .describe('Web origins whose pages may call the gateway; `*` for all. None by default.'),
            headers: z
              .array(z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name'))
              .default([])
              .describe('Request headers such pages may send besides those of the official SDKs.'),
            max_age_seconds: z
              .number()
              .int()
              .min(0)
              .max(86_400)
              .default(600)
              .describe('How long browsers may remember a preflight answer.'),
          })
          .strict()
          .prefault({}),
        tls: tls.optional().describe('Serve https. Without it the gateway speaks http.'),
        url: z
          .url()
          .optional()
          .describe(
            'Where clients reach the gateways, when that is not this host: a load balancer in front of them. Shown, and used by the playground.',
          ),
        control: z
          .array(hostAndPort)
          .default([])
          .describe('Of `weir gateway`: every control, as `host:port`; the one that leads is found.'),
        control_tls: z
          .object({
            ca_file: fileName
              .optional()
              .describe(
                "Authorities in PEM that control's certificate is from; those of the system when absent.",
              ),
            server_name: z
              .string()
              .min(1)
              .optional()
              .describe("Name in control's certificate, when it is not the host of the address."),
          })
          .strict()
          .optional()
          .describe('Speak TLS to control; `{}` for the defaults.'),
        trusted_proxies: z
          .array(network)
          .default([])
          .describe('Peers whose `x-forwarded-for` or `forwarded` is believed.'),
        allowed_clients: z
          .array(network)
          .default([])
          .describe('Client addresses that may call; every one when empty. Health endpoints answer all.'),
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
        tls: tls.optional().describe('Serve https.'),
        public_url: z
          .url()
          .optional()
          .describe('Where people reach the console, for links in alerts; the listen address when absent.'),
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
      .prefault([])
      .describe(
        'Servers to call. `openai`, `anthropic` and `google` exist without an entry, others of the catalog when their key is set.',
      ),
    registry: z
      .object({
        url_env: variable('WEIR_REGISTRY_URL')
          .optional()
          .describe(
            'Name of the environment variable that holds the postgres:// URL of the registry. Without it the registry lies in the data directory, and there can be one control only.',
          ),
      })
      .strict()
      .prefault({}),
    ledger: z
      .object({
        url_env: variable('WEIR_LEDGER_URL')
          .optional()
          .describe(
            'Name of the environment variable that holds the https:// URL, with user and password, of a ClickHouse server that keeps the ledger. Without it the ledger lies in the data directory.',
          ),
        database: z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'a name of letters, digits and _')
          .default('weir')
          .describe('Database on that server; made when it is missing.'),
        cluster: z
          .string()
          .regex(/^[A-Za-z0-9_{}-]{1,64}$/, 'a name of letters, digits, _, - or a macro such as {cluster}')
          .optional()
          .describe(
            'Name of a cluster that server knows: tables are then replicated, and spread over its shards. Set it before the first start.',
          ),
        retention: ledgerRetention,
      })
      .strict()
      .prefault({}),
    channel_token_env: variable('WEIR_CHANNEL_TOKEN')
      .optional()
      .describe(
        'Name of the environment variable that holds the secret that control and gateways of other hosts know each other by; 32 characters or more.',
      ),
    control: z
      .object({
        listen: hostAndPort
          .optional()
          .describe('Where control takes gateways of other hosts, as `host:port`. Nowhere without it.'),
        tls: tls.optional().describe('Serve gateways over TLS.'),
      })
      .strict()
      .prefault({}),
    limits: z
      .object({
        redis_url_env: variable('WEIR_LIMITS_REDIS_URL')
          .optional()
          .describe(
            'Name of the environment variable that holds the URL of a Redis or Valkey that keeps the budget accounts, so that gateways lease without control. Without it control keeps them.',
          ),
      })
      .strict()
      .prefault({}),
    prices: z
      .object({
        updates: z
          .enum(['review', 'auto'])
          .default('review')
          .describe(
            'What becomes of a price list that comes with a newer Weir: it waits for somebody to approve it, or is in force from the start that finds it.',
          ),
      })
      .strict()
      .prefault({}),
    cache: z
      .object({
        memory_bytes: z
          .number()
          .int()
          .positive()
          .default(64 * 1024 * 1024)
          .describe('Answers each worker keeps in memory, for workloads with an exact response cache.'),
        redis_url_env: z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable such as WEIR_REDIS_URL')
          .optional()
          .describe(
            'Name of the environment variable that holds the URL of a Redis or Valkey shared by all workers.',
          ),
      })
      .strict()
      .prefault({}),
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
        calls: z
          .enum(['none', 'errors', 'all', 'sampled'])
          .default('none')
          .describe(
            'Which calls leave a line in the log. `sampled`: every failed one, and a share of the others.',
          ),
        calls_sample_percent: z
          .number()
          .min(0)
          .max(100)
          .default(1)
          .describe('For `sampled`: share of the calls that went well.'),
      })
      .strict()
      .prefault({}),
    alerts: z
      .object({
        allow_private_network: z
          .boolean()
          .default(false)
          .describe(
            'Names of Slack, Teams, PagerDuty and webhook addresses may resolve to private addresses, and http to them is allowed. Addresses written out need no permission; link-local and metadata addresses never get it.',
          ),
        smtp: z
          .object({
            host: z.string().min(1).describe('Mail server that takes the mails of alerts.'),
            port: port.default(587).describe('Its port: 587 with STARTTLS, 465 with `secure`.'),
            secure: z
              .boolean()
              .default(false)
              .describe('TLS from the first byte. Otherwise STARTTLS where the server offers it.'),
            from: z.string().min(3).describe('Sender, such as `Weir <weir@example.com>`.'),
            user_env: variable('WEIR_SMTP_USER')
              .optional()
              .describe(
                'Name of the environment variable that holds the user; omit for servers without one.',
              ),
            password_env: variable('WEIR_SMTP_PASSWORD')
              .optional()
              .describe('Name of the environment variable that holds the password.'),
          })
          .strict()
          .optional()
          .describe('How alerts are mailed; there are no e-mail channels without it.'),
      })
      .strict()
      .prefault({}),
    ingest: ingestConfig,
    books: booksConfig,
    telemetry: telemetryConfig,
  })
  .strict();

export type Config = z.infer<typeof configSchema>;
export type TlsConfig = z.infer<typeof tls>;
export type ProviderConfig = z.infer<typeof providerConfig>;
