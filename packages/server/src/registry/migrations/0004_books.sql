CREATE TABLE "agreements" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"provider" text NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"terms" jsonb NOT NULL,
	"source" text NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exchange_rates" (
	"id" text PRIMARY KEY NOT NULL,
	"base" text NOT NULL,
	"quote" text NOT NULL,
	"rate" numeric(38, 12) NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mappings" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "periods" (
	"month" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"closed_cost" numeric(38, 12),
	"closed_figures" jsonb,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "price_lists" (
	"id" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"state" text NOT NULL,
	"content" jsonb NOT NULL,
	"changes" jsonb NOT NULL,
	"source" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"from" timestamp (3) with time zone,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"month" text NOT NULL,
	"title" text NOT NULL,
	"reason" text NOT NULL,
	"amount" numeric(38, 12) NOT NULL,
	"currency" text NOT NULL,
	"entries" integer NOT NULL,
	"subject" jsonb NOT NULL,
	"fingerprint" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text
);
--> statement-breakpoint
CREATE TABLE "proposed_entries" (
	"proposal" text NOT NULL,
	"piece" integer NOT NULL,
	"entries" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantined_rows" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"run" text NOT NULL,
	"place" text NOT NULL,
	"line" integer,
	"reason" text NOT NULL,
	"row" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"page" text NOT NULL,
	"query" text NOT NULL,
	"owner" text NOT NULL,
	"shared" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"subject" text,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"read" integer NOT NULL,
	"added" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"revised" integer NOT NULL,
	"quarantined" integer NOT NULL,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"role" text NOT NULL,
	"settings" jsonb NOT NULL,
	"sealed" text,
	"schedule" text,
	"enabled" boolean NOT NULL,
	"cursor" jsonb,
	"covered_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "exchange_rates_pair" ON "exchange_rates" USING btree ("base","quote","from","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "price_lists_digest" ON "price_lists" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "proposals_proposed" ON "proposals" USING btree ("proposed_at","id");--> statement-breakpoint
CREATE INDEX "proposals_month" ON "proposals" USING btree ("month","state");--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_open" ON "proposals" USING btree ("fingerprint") WHERE "proposals"."state" in ('open', 'booking');--> statement-breakpoint
CREATE UNIQUE INDEX "proposed_entries_piece" ON "proposed_entries" USING btree ("proposal","piece");--> statement-breakpoint
CREATE INDEX "quarantined_rows_source" ON "quarantined_rows" USING btree ("source","state","created_at","id");--> statement-breakpoint
CREATE INDEX "quarantined_rows_created" ON "quarantined_rows" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "source_runs_source" ON "source_runs" USING btree ("source","started_at","id");