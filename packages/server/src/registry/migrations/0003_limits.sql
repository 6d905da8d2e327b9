CREATE TABLE "alert_channels" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"to" jsonb,
	"target" text NOT NULL,
	"sealed" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"alert" text,
	"channel" text NOT NULL,
	"message" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"next_try_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"scope" jsonb NOT NULL,
	"level" text,
	"threshold" double precision,
	"severity" text NOT NULL,
	"channels" jsonb NOT NULL,
	"repeat_minutes" integer NOT NULL,
	"escalate_after_minutes" integer,
	"escalate_to" jsonb NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"rule" text NOT NULL,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"subject" text NOT NULL,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"who" text NOT NULL,
	"what" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"cost_per_day" numeric(38, 12),
	"currency" text NOT NULL,
	"link" text NOT NULL,
	"occurrences" integer NOT NULL,
	"told_at" timestamp (3) with time zone,
	"escalated_at" timestamp (3) with time zone,
	"snoozed_until" timestamp (3) with time zone,
	"acknowledged_by" text,
	"resolved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"question" text NOT NULL,
	"workload" text,
	"approvers" jsonb NOT NULL,
	"state" text NOT NULL,
	"refused_calls" integer NOT NULL,
	"needed" numeric(38, 12),
	"asked_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"reason" text,
	"amount" numeric(38, 12),
	"until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "budget_lifts" (
	"id" text PRIMARY KEY NOT NULL,
	"budget" text NOT NULL,
	"amount" numeric(38, 12) NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "incarnations" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kills" (
	"id" text PRIMARY KEY NOT NULL,
	"target" text NOT NULL,
	"subject" text,
	"reason" text NOT NULL,
	"cut" boolean NOT NULL,
	"by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"scope" jsonb NOT NULL,
	"per" text,
	"metric" text NOT NULL,
	"limit" numeric(38, 12) NOT NULL,
	"window_seconds" integer NOT NULL,
	"burst" numeric(38, 12),
	"queue_ms" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "budgets_scope";--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "scope" SET DATA TYPE jsonb USING jsonb_build_object('workload', "scope_id");--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "name" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "exchange_rate" numeric(38, 12);--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "starts_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "mode" text DEFAULT 'hard' NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "mode" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "yellow_percent" numeric(7, 3) DEFAULT 80 NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "yellow_percent" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "red_percent" numeric(7, 3) DEFAULT 95 NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "red_percent" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "degrade_to" jsonb;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "approvers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "approvers" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "roll_over" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "roll_over" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "roll_over_max" numeric(38, 12);--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "on_authority_loss" text DEFAULT 'held_lease' NOT NULL;--> statement-breakpoint
ALTER TABLE "budgets" ALTER COLUMN "on_authority_loss" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "of_workload" text;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "limits" jsonb;--> statement-breakpoint
CREATE INDEX "alert_deliveries_due" ON "alert_deliveries" USING btree ("next_try_at") WHERE "alert_deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "alert_deliveries_created" ON "alert_deliveries" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("rule","subject") WHERE "alerts"."state" <> 'resolved';--> statement-breakpoint
CREATE INDEX "alerts_since" ON "alerts" USING btree ("since","id");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_pending" ON "approvals" USING btree ("kind","subject") WHERE "approvals"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "approvals_asked" ON "approvals" USING btree ("asked_at","id");--> statement-breakpoint
CREATE INDEX "budget_lifts_budget" ON "budget_lifts" USING btree ("budget","until");--> statement-breakpoint
CREATE INDEX "kills_created" ON "kills" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "budgets_of_workload" ON "budgets" USING btree ("of_workload") WHERE "budgets"."of_workload" is not null;--> statement-breakpoint
UPDATE "budgets" SET "of_workload" = "scope_id", "name" = "scope_id";--> statement-breakpoint
ALTER TABLE "budgets" DROP COLUMN "scope_id";