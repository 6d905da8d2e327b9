import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate` from packages/server writes the next migration from the schema. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/registry/schema/index.ts',
  out: './src/registry/migrations',
});
