import type {
  CachingPolicy,
  Classification,
  DataPolicy,
  FallbackPlan,
  LimitsPolicy,
  QualityMetric,
  Route,
  RoutingPolicy,
  UsageProfile,
  ValueMetric,
} from '@weir/core/contract';
import { sql } from 'drizzle-orm';
import { date, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, named, stamps } from './columns.ts';

type Tags = Record<string, string>;

export const organizations = pgTable('organization', {
  ...named,
  timeZone: text('time_zone').notNull(),
  currency: text('currency').notNull(),
  /** What gateways do about production traffic of workloads that have not passed their gate. */
  gateMode: text('gate_mode').notNull().default('grace'),
  graceUntil: instant('grace_until'),
  ...stamps,
});

export const costCenters = pgTable('cost_centers', { ...named, ...stamps });

export const teams = pgTable('teams', {
  ...named,
  costCenter: text('cost_center').references(() => costCenters.id),
  ...stamps,
});

export const applications = pgTable('applications', {
  ...named,
  team: text('team').references(() => teams.id),
  ...stamps,
});

export const environments = pgTable('environments', {
  id: text('id').primaryKey(),
  requiredTags: jsonb('required_tags').$type<string[]>().notNull(),
  missingTagPolicy: text('missing_tag_policy').notNull(),
  defaults: jsonb('defaults').$type<Tags>().notNull(),
  ...stamps,
});

export const workloads = pgTable('workloads', {
  ...named,
  application: text('application')
    .notNull()
    .references(() => applications.id),
  environment: text('environment')
    .notNull()
    .references(() => environments.id),
  stage: text('stage').notNull(),
  owner: text('owner').notNull(),
  costCenter: text('cost_center').references(() => costCenters.id),
  team: text('team').references(() => teams.id),
  useCase: text('use_case'),
  businessProcess: text('business_process'),
  requestType: text('request_type'),
  approvedModels: jsonb('approved_models').$type<string[]>().notNull(),
  routing: jsonb('routing').$type<RoutingPolicy>(),
  caching: jsonb('caching').$type<CachingPolicy>(),
  data: jsonb('data').$type<DataPolicy>(),
  limits: jsonb('limits').$type<LimitsPolicy>(),
  description: text('description'),
  technicalOwner: text('technical_owner'),
  classification: jsonb('classification').$type<Classification>(),
  usageProfile: jsonb('usage_profile').$type<UsageProfile>(),
  fallbackPlan: jsonb('fallback_plan').$type<FallbackPlan>(),
  qualityMetric: jsonb('quality_metric').$type<QualityMetric>(),
  valueMetric: jsonb('value_metric').$type<ValueMetric>(),
  reviewDate: date('review_date'),
  mergedInto: text('merged_into'),
  tags: jsonb('tags').$type<Tags>().notNull(),
  ...stamps,
});

/** Virtual models: names that clients may ask for. */
export const routes = pgTable('routes', {
  ...named,
  strategy: text('strategy').notNull(),
  candidates: jsonb('candidates').$type<Route['candidates']>().notNull(),
  ...stamps,
});

/** Which providers and regions may see data of a class. */
export const dataClasses = pgTable('data_classes', {
  ...named,
  allowedProviders: jsonb('allowed_providers').$type<string[]>().notNull(),
  allowedRegions: jsonb('allowed_regions').$type<string[]>().notNull(),
  ...stamps,
});

export const keys = pgTable(
  'keys',
  {
    ...named,
    workload: text('workload')
      .notNull()
      .references(() => workloads.id),
    prefix: text('prefix').notNull(),
    /** SHA-256 of the secret, hex. The secret itself is nowhere. */
    hash: text('hash').notNull(),
    tags: jsonb('tags').$type<Tags>().notNull(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    rotatedFrom: text('rotated_from'),
    ...stamps,
  },
  (table) => [
    uniqueIndex('keys_hash').on(table.hash),
    uniqueIndex('keys_rotated_from').on(table.rotatedFrom).where(sql`${table.rotatedFrom} is not null`),
  ],
);

export const priceOverrides = pgTable('price_overrides', {
  id: text('id').primaryKey(),
  provider: text('provider').notNull(),
  model: text('model').notNull(),
  /** The rest of the override as on the wire: when, why and what. */
  terms: jsonb('terms').$type<Record<string, unknown>>().notNull(),
  createdAt: instant('created_at').notNull(),
});
