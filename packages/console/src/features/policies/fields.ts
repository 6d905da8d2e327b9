import type {
  CachingPolicy,
  DataPolicy,
  DetectionAction,
  Detector,
  EscalationReason,
  ModelTier,
  RoutingPolicy,
} from '@weir/core/contract';
import { wordsOf } from '../routing/prepare.ts';

/** The forms of a workload's policies: their fields, and what is sent. A policy that says nothing is taken away. */

export const ESCALATION_REASONS = [
  'error',
  'refusal',
  'invalid_output',
  'truncated',
  'low_confidence',
] as const satisfies readonly EscalationReason[];

export const DETECTORS = [
  'email',
  'phone',
  'payment_card',
  'iban',
  'national_id',
  'ip_address',
  'api_key',
  'private_key',
] as const satisfies readonly Detector[];

export interface RoutingFields {
  defaultModel: string;
  tiers: ModelTier[];
  fallbacks: string;
  escalates: boolean;
  escalateTo: string;
  escalateOn: EscalationReason[];
  /** 0 to 1. */
  confidence: string;
  shadows: boolean;
  shadowModel: string;
  shadowPercent: string;
}

export const routingFieldsOf = (policy: RoutingPolicy | undefined): RoutingFields => ({
  defaultModel: policy?.default_model ?? '',
  tiers: [...(policy?.allowed_tiers ?? [])],
  fallbacks: policy?.fallbacks.join(', ') ?? '',
  escalates: policy?.escalation !== undefined,
  escalateTo: policy?.escalation?.to.join(', ') ?? '',
  escalateOn: [...(policy?.escalation?.on ?? ['error', 'refusal', 'invalid_output'])],
  confidence: String(policy?.escalation?.min_confidence ?? 0.7),
  shadows: policy?.shadow !== undefined,
  shadowModel: policy?.shadow?.model ?? '',
  shadowPercent: String(policy?.shadow?.percent ?? 5),
});

export function toRoutingPolicy(fields: RoutingFields): RoutingPolicy | null {
  const standard = fields.defaultModel.trim();
  const fallbacks = wordsOf(fields.fallbacks);
  const isEmpty =
    standard === '' &&
    fields.tiers.length === 0 &&
    fallbacks.length === 0 &&
    !fields.escalates &&
    !fields.shadows;
  if (isEmpty) return null;
  return {
    ...(standard === '' ? {} : { default_model: standard }),
    allowed_tiers: fields.tiers,
    fallbacks,
    ...(fields.escalates
      ? {
          escalation: {
            to: wordsOf(fields.escalateTo),
            on: fields.escalateOn,
            min_confidence: Number(fields.confidence),
          },
        }
      : {}),
    ...(fields.shadows
      ? { shadow: { model: fields.shadowModel.trim(), percent: Number(fields.shadowPercent) } }
      : {}),
  };
}

export type TtlUnit = 'minutes' | 'hours' | 'days';
const UNIT_SECONDS: Record<TtlUnit, number> = { minutes: 60, hours: 3_600, days: 86_400 };

export interface CachingFields {
  exact: boolean;
  ttl: string;
  unit: TtlUnit;
  perUser: boolean;
  anyTemperature: boolean;
  prompt: boolean;
}

/** Seconds in the largest unit that divides them: 7200 is 2 hours. */
export function ttlOf(seconds: number): { ttl: string; unit: TtlUnit } {
  const unit = (['days', 'hours'] as const).find((one) => seconds % UNIT_SECONDS[one] === 0) ?? 'minutes';
  return { ttl: String(seconds / UNIT_SECONDS[unit]), unit };
}

export const cachingFieldsOf = (policy: CachingPolicy | undefined): CachingFields => ({
  exact: policy?.exact !== undefined,
  ...ttlOf(policy?.exact?.ttl_seconds ?? 3_600),
  perUser: policy?.exact?.per_user ?? true,
  anyTemperature: policy?.exact?.any_temperature ?? false,
  prompt: policy?.prompt?.insert_cache_points === true,
});

export function toCachingPolicy(fields: CachingFields): CachingPolicy | null {
  if (!fields.exact && !fields.prompt) return null;
  return {
    ...(fields.exact
      ? {
          exact: {
            ttl_seconds: Math.round(Number(fields.ttl) * UNIT_SECONDS[fields.unit]),
            per_user: fields.perUser,
            any_temperature: fields.anyTemperature,
          },
        }
      : {}),
    ...(fields.prompt ? { prompt: { insert_cache_points: true } } : {}),
  };
}

export type DetectorChoice = DetectionAction | 'off';

export interface DataFields {
  class: string;
  detectors: Record<Detector, DetectorChoice>;
  answers: boolean;
  keeps: boolean;
  days: string;
  samplePercent: string;
}

export const dataFieldsOf = (policy: DataPolicy | undefined): DataFields => ({
  class: policy?.class ?? '',
  detectors: Object.fromEntries(
    DETECTORS.map((name) => [name, policy?.detectors[name] ?? 'off']),
  ) as DataFields['detectors'],
  answers: policy?.answers ?? false,
  keeps: policy?.retention !== undefined,
  days: String(policy?.retention?.days ?? 30),
  samplePercent: String(policy?.retention?.sample_percent ?? 100),
});

export function toDataPolicy(fields: DataFields): DataPolicy | null {
  const detectors: DataPolicy['detectors'] = {};
  for (const name of DETECTORS) {
    const action = fields.detectors[name];
    if (action !== 'off') detectors[name] = action;
  }
  const isEmpty = fields.class === '' && Object.keys(detectors).length === 0 && !fields.keeps;
  if (isEmpty && !fields.answers) return null;
  return {
    ...(fields.class === '' ? {} : { class: fields.class }),
    detectors,
    answers: fields.answers,
    ...(fields.keeps
      ? { retention: { days: Number(fields.days), sample_percent: Number(fields.samplePercent) } }
      : {}),
  };
}

export const isPercent = (text: string): boolean => Number(text) > 0 && Number(text) <= 100;
export const isWhole = (text: string, most: number): boolean =>
  /^[1-9]\d*$/.test(text.trim()) && Number(text) <= most;
