import { startPostgres } from './postgres.fixture.ts';
import { openPostgres } from './postgres.ts';

/** One PostgreSQL for the whole suite; its empty registry is copied for each test file. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  const template = await server.createDatabase();
  await (await openPostgres({ url: template })).close();
  process.env['WEIR_TEST_POSTGRES'] = template;
  return () => server.stop();
}
