CREATE TABLE "allocation_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"among" jsonb NOT NULL,
	"steps" jsonb NOT NULL,
	"on_zero_basis" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attribution_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"when" jsonb NOT NULL,
	"set" jsonb NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cost_items" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"category" text NOT NULL,
	"terms" jsonb NOT NULL,
	"from" date NOT NULL,
	"until" date,
	"workload" text,
	"rule" text,
	"sandbox" boolean NOT NULL,
	"source" text NOT NULL,
	"owner" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cost_quantities" (
	"item" text NOT NULL,
	"id" text NOT NULL,
	"day" date NOT NULL,
	"quantity" numeric(38, 12) NOT NULL,
	"workload" text,
	"note" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cost_quantities_item_id_pk" PRIMARY KEY("item","id")
);
--> statement-breakpoint
CREATE TABLE "declarations" (
	"set" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"spec" jsonb NOT NULL,
	"applied_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "declarations_set_kind_id_pk" PRIMARY KEY("set","kind","id")
);
--> statement-breakpoint
CREATE TABLE "failover_drills" (
	"id" text PRIMARY KEY NOT NULL,
	"workload" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"ok" boolean NOT NULL,
	"result" jsonb NOT NULL,
	"actor" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate_exceptions" (
	"id" text PRIMARY KEY NOT NULL,
	"workload" text NOT NULL,
	"item" text NOT NULL,
	"reason" text NOT NULL,
	"granted_by" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"actor" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate_reviews" (
	"id" text PRIMARY KEY NOT NULL,
	"workload" text NOT NULL,
	"item" text NOT NULL,
	"decision" text NOT NULL,
	"reviewer" text NOT NULL,
	"note" text NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gates" (
	"id" text PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL,
	"missing" jsonb NOT NULL,
	"until" timestamp (3) with time zone,
	"evaluated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notes" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"text" text NOT NULL,
	"workload" text,
	"author" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outcome_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"workload" text NOT NULL,
	"quiet_minutes" integer NOT NULL,
	"when" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"success" boolean NOT NULL,
	"otherwise_failure" boolean NOT NULL,
	"value" numeric(38, 12),
	"currency" text,
	"from" timestamp (3) with time zone NOT NULL,
	"enabled" boolean NOT NULL,
	"settled_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"team" text,
	"roles" jsonb NOT NULL,
	"state" text NOT NULL,
	"left_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_scores" (
	"id" text PRIMARY KEY NOT NULL,
	"workload" text NOT NULL,
	"metric" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"score" double precision NOT NULL,
	"samples" integer NOT NULL,
	"model" text,
	"prompt_version" text,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tag_definitions" (
	"id" text PRIMARY KEY NOT NULL,
	"description" text NOT NULL,
	"allowed_values" jsonb NOT NULL,
	"parent" text,
	"parent_values" jsonb NOT NULL,
	"on_unknown" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "virtual_tags" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"rules" jsonb NOT NULL,
	"otherwise" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "organization" ADD COLUMN "gate_mode" text DEFAULT 'grace' NOT NULL;--> statement-breakpoint
ALTER TABLE "organization" ADD COLUMN "grace_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "technical_owner" text;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "classification" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "usage_profile" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "fallback_plan" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "quality_metric" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "value_metric" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "review_date" date;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "cost_items" ADD CONSTRAINT "cost_items_rule_allocation_rules_id_fk" FOREIGN KEY ("rule") REFERENCES "public"."allocation_rules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_quantities" ADD CONSTRAINT "cost_quantities_item_cost_items_id_fk" FOREIGN KEY ("item") REFERENCES "public"."cost_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_quantities_day" ON "cost_quantities" USING btree ("item","day");--> statement-breakpoint
CREATE INDEX "failover_drills_workload" ON "failover_drills" USING btree ("workload","at");--> statement-breakpoint
CREATE INDEX "gate_exceptions_workload" ON "gate_exceptions" USING btree ("workload","at");--> statement-breakpoint
CREATE INDEX "gate_reviews_workload" ON "gate_reviews" USING btree ("workload","item","at");--> statement-breakpoint
CREATE INDEX "notes_at" ON "notes" USING btree ("at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "quality_scores_workload" ON "quality_scores" USING btree ("workload","metric","at");