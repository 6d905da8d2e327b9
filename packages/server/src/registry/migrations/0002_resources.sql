CREATE TABLE "resources" (
	"id" text NOT NULL,
	"workload" text NOT NULL,
	"kind" text NOT NULL,
	"dialect" text NOT NULL,
	"provider" text NOT NULL,
	"key" text NOT NULL,
	"organization" text NOT NULL,
	"call_id" text NOT NULL,
	"terms" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "resources_workload_id_pk" PRIMARY KEY("workload","id")
);
--> statement-breakpoint
CREATE INDEX "resources_id" ON "resources" USING btree ("id");--> statement-breakpoint
CREATE INDEX "resources_open_batches" ON "resources" USING btree ("created_at") WHERE "resources"."kind" = 'batch' and "resources"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "resources_expiry" ON "resources" USING btree ("expires_at") WHERE "resources"."expires_at" is not null;