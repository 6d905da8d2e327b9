import type {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';

/** The shapes the serializers take; their own packages are dependencies of theirs, not ours. */
export type Spans = Parameters<typeof JsonTraceSerializer.serializeRequest>[0];
export type Span = Spans[number];
export type Metrics = Parameters<typeof JsonMetricsSerializer.serializeRequest>[0];
export type Metric = Metrics['scopeMetrics'][number]['metrics'][number];
export type Attributes = Span['attributes'];
export type HrTime = Span['startTime'];
export type Resource = Span['resource'];

export interface Encoding {
  readonly contentType: string;
  readonly traces: typeof JsonTraceSerializer | typeof ProtobufTraceSerializer;
  readonly metrics: typeof JsonMetricsSerializer | typeof ProtobufMetricsSerializer;
}

/** Seconds and nanoseconds since the epoch. */
export function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1_000);
  return [seconds, Math.round((epochMs - seconds * 1_000) * 1e6)];
}

export const SCOPE = { name: 'weir.gateway' };

/** Who speaks, for every span and metric. */
export function resourceOf(version: string, instance: string): Resource {
  const attributes = {
    'service.name': 'weir',
    'service.version': version,
    'service.instance.id': instance,
  };
  return {
    attributes,
    merge: () => resourceOf(version, instance),
    getRawAttributes: () => Object.entries(attributes),
  };
}
