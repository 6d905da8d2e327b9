CREATE TABLE "data_classes" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"allowed_providers" jsonb NOT NULL,
	"allowed_regions" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "routes" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"strategy" text NOT NULL,
	"candidates" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "routing" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "caching" jsonb;--> statement-breakpoint
ALTER TABLE "workloads" ADD COLUMN "data" jsonb;