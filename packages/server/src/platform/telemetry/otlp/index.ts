import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import { OtlpExporter } from './exporter.ts';
import type { ProviderFacts } from './providers.ts';
import { createSend, parseHeaders } from './transport.ts';
import type { Encoding } from './types.ts';

export type { OtlpExporter, OtlpStatus } from './exporter.ts';

export interface OpenOtlp {
  config: Config['telemetry']['otlp'];
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: Logger;
  provider(id: string): ProviderFacts | undefined;
  version: string;
  instance: string;
}

/** Undefined when no collector is configured: then nothing of this is even loaded. Throws `config_invalid`. */
export async function openOtlp(options: OpenOtlp): Promise<OtlpExporter | undefined> {
  const { config, env } = options;
  const { endpoint } = config;
  if (endpoint === undefined) return undefined;
  const send = createSend(endpoint, headersOf(config, env));
  return new OtlpExporter({
    ...options,
    config: { ...config, endpoint },
    encoding: await encodingOf(config.protocol),
    send,
  });
}

export async function encodingOf(protocol: 'http/json' | 'http/protobuf'): Promise<Encoding> {
  const otlp = await import('@opentelemetry/otlp-transformer');
  return protocol === 'http/json'
    ? {
        contentType: 'application/json',
        traces: otlp.JsonTraceSerializer,
        metrics: otlp.JsonMetricsSerializer,
      }
    : {
        contentType: 'application/x-protobuf',
        traces: otlp.ProtobufTraceSerializer,
        metrics: otlp.ProtobufMetricsSerializer,
      };
}

function headersOf({ headers_env }: OpenOtlp['config'], env: OpenOtlp['env']): Record<string, string> {
  if (headers_env === undefined) return {};
  const text = env[headers_env];
  if (text === undefined || text === '') {
    throw new WeirError(
      'config_invalid',
      `telemetry.otlp.headers_env names ${headers_env}, which is not set.`,
      {
        field: 'telemetry.otlp.headers_env',
        remedy: 'Set it to headers such as `authorization=Bearer%20...`, or take the line out.',
      },
    );
  }
  return parseHeaders(text);
}
