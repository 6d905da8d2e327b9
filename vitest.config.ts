import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { postgresBinaries } from './packages/server/src/registry/store/postgres.fixture.ts';

/** Nothing to run without it; scripts/test.mjs installs it, or says that it cannot. */
const hasPostgres = postgresBinaries() !== undefined;

const CLIENTS = ['tests/{sdk,browser,cli,books,value,operations,architecture}/**/*.test.ts'];
/** Vitest would leave a core idle; these tests wait more than they work. */
const maxWorkers = Math.max(2, availableParallelism());

/**
 * unit: beside the code, seconds. postgres: the registry's unit tests once more, on PostgreSQL. clients: a built Weir as SDKs,
 * browsers, the command line, finance and operators see it. e2e: processes that are killed, hold budgets and outlive each other: one file at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/src/**/*.test.tsx', 'scripts/**/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          maxWorkers,
          sequence: { groupOrder: 0 },
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
          maxWorkers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'clients',
          include: CLIENTS,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.test.ts'],
          exclude: CLIENTS,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
