import { defineConfig } from 'vitest/config';
import { postgresBinaries } from './packages/server/src/registry/store/postgres.fixture.ts';

/** Nothing to run without it; scripts/test.mjs installs it, or says that it cannot. */
const hasPostgres = postgresBinaries() !== undefined;

/** unit: beside the code, seconds. postgres: the registry's unit tests once more, on PostgreSQL. e2e: a built Weir, real clients, a real browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/src/**/*.test.tsx', 'scripts/**/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: hasPostgres ? ['packages/server/src/registry/**/*.test.ts'] : [],
          exclude: ['**/durability.test.ts'],
          globalSetup: ['packages/server/src/registry/store/postgres.setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
