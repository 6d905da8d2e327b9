import { z } from 'zod';

/** What a CSV file can bring into the organization. */
export const ORGANIZATION_IMPORT_KINDS = ['cost_centers', 'teams', 'applications', 'people'] as const;
export type OrganizationImportKind = (typeof ORGANIZATION_IMPORT_KINDS)[number];

/** Columns that are read, per kind. Others are left out and named in the report. */
export const ORGANIZATION_COLUMNS = {
  cost_centers: ['id', 'name'],
  teams: ['id', 'name', 'cost_center'],
  applications: ['id', 'name', 'team'],
  people: ['id', 'name', 'email', 'team', 'roles', 'state'],
} as const satisfies Record<OrganizationImportKind, readonly string[]>;

/** `POST /imports/organization`. Good rows are taken in whatever the others are like. */
export const organizationImported = z.object({
  kind: z.enum(ORGANIZATION_IMPORT_KINDS),
  dry_run: z.boolean(),
  /** Rows below the header. */
  read: z.number().int(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.number().int(),
  /** The first 100, by line of the file; the header is line 1. */
  rejections: z.array(z.object({ line: z.number().int(), field: z.string().optional(), reason: z.string() })),
  ignored_columns: z.array(z.string()),
});
export type OrganizationImported = z.infer<typeof organizationImported>;
