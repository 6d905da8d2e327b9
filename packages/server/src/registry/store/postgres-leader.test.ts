import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postgresBinaries, startPostgres, type TestPostgres } from './postgres.fixture.ts';
import { type Election, standForLeader } from './postgres-leader.ts';

describe.skipIf(postgresBinaries() === undefined)('leader of several controls', () => {
  let server: TestPostgres;
  let url: string;
  const elections: Election[] = [];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await Promise.all(elections.map((one) => one.stop()));
    await server?.stop();
  });
  beforeEach(async () => {
    url = await server.createDatabase();
  });

  function stand(pid: number): Election {
    const me = { host: 'here', pid, url: `http://127.0.0.1:${pid}` };
    const election = standForLeader({ url, me, now: () => Date.now() });
    elections.push(election);
    return election;
  }

  it('is one of them; the next one leads in a higher epoch when it lets go', async () => {
    const [a, b] = [stand(1), stand(2)];
    const first = await Promise.race([a.won, b.won]);
    const other = first?.leader.pid === 1 ? b : a;
    expect(first?.leader.epoch).toBe(1);
    await expect.poll(() => other.leader, { timeout: 3_000 }).toEqual(first?.leader);
    await first?.release();
    const second = await other.won;
    expect(second?.leader).toMatchObject({ epoch: 2, pid: other === a ? 1 : 2 });
  });

  it('is told when the database ends its session, and another leads within a few seconds', async () => {
    const a = stand(1);
    const leadership = await a.won;
    const lost = new Promise<string>((resolve) => leadership?.onLost(resolve));
    await server.cutSessions(url);
    expect(await lost).toMatch(/terminat|ended/i);
    const started = performance.now();
    expect((await stand(2).won)?.leader.epoch).toBe(2);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('waits for a database that is away, and stops when told', async () => {
    await server.crash();
    const troubles: Error[] = [];
    const me = { host: 'here', pid: 3, url: 'http://127.0.0.1:3' };
    const election = standForLeader({ url, me, now: Date.now, onTrouble: (error) => troubles.push(error) });
    await expect.poll(() => troubles.length).toBe(1);
    await server.start();
    expect((await election.won)?.leader.pid).toBe(3);
    await election.stop();
  });
});
