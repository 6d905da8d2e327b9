import { z } from 'zod';

/** What can be declared in files, in the order in which it is made. */
export const MANIFEST_KINDS = [
  'organization',
  'cost-center',
  'team',
  'person',
  'application',
  'environment',
  'tag',
  'data-class',
  'route',
  'workload',
  'budget',
  'rate-limit',
  'allocation-rule',
  'cost-item',
  'virtual-tag',
  'outcome-rule',
] as const;
export type ManifestKind = (typeof MANIFEST_KINDS)[number];

/** One document of a YAML file. `spec` is the body of the create request of its kind, without the id. */
export const manifest = z.object({
  kind: z.enum(MANIFEST_KINDS),
  id: z.string().min(1).max(63),
  spec: z.record(z.string(), z.unknown()),
  /** Where it stands, for messages: `weir.d/workloads.yaml:12`. */
  place: z.string().max(500).optional(),
});
export type Manifest = z.infer<typeof manifest>;

export const applyRequest = z
  .object({
    manifests: z.array(manifest).max(10_000),
    dry_run: z.boolean().default(false),
    /** Name of the set of files: what a set once declared and no longer does is told as `orphan`. */
    set: z.string().min(1).max(63).default('default'),
  })
  .strict();

export const planAction = z.enum(['create', 'change', 'none', 'orphan', 'error']);
export const plannedChange = z.object({
  kind: z.enum(MANIFEST_KINDS),
  id: z.string(),
  action: planAction,
  /** By field: as it is, as declared. */
  fields: z.record(z.string(), z.object({ from: z.unknown().optional(), to: z.unknown().optional() })),
  /** It was changed otherwise since the set was last applied. */
  drifted: z.boolean(),
  place: z.string().optional(),
  error: z
    .object({ message: z.string(), field: z.string().optional(), remedy: z.string().optional() })
    .optional(),
});
export type PlannedChange = z.infer<typeof plannedChange>;
export const applyAnswer = z.object({
  dry_run: z.boolean(),
  changes: z.array(plannedChange),
  summary: z.object({
    create: z.number(),
    change: z.number(),
    none: z.number(),
    orphan: z.number(),
    error: z.number(),
    drifted: z.number(),
  }),
  applied: z.boolean(),
});
export type ApplyAnswer = z.infer<typeof applyAnswer>;
