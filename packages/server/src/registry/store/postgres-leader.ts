import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migratePostgres } from './postgres.ts';
import { connectionOptions } from './postgres-connect.ts';
import type { Leader } from './settings.ts';

/** Held by the control that leads, on a connection of its own, for as long as it leads. */
const LEADER_LOCK = 5_747_402_002;
const LOOK_MS = 500;
const BEAT_MS = 1_000;
/** A leader whose questions go unanswered so often stops, before the database gives the lock to another. */
const MOST_UNANSWERED = 4;
/** The database ends a session it has heard nothing of for so long: a leader that is frozen or cut off. */
const SERVER_PATIENCE_MS = 8_000;

export interface ElectionOptions {
  url: string;
  me: Omit<Leader, 'epoch' | 'since'>;
  /** Epoch milliseconds. */
  now(): number;
  /** The database cannot be asked; tried again. Told once until it answers. */
  onTrouble?(error: Error): void;
}

export interface Leadership {
  readonly leader: Leader;
  /** Asks the database, now. */
  stillLeads(): Promise<boolean>;
  /** Called once when this control leads no longer, with why: it must stop acting at once. */
  onLost(listener: (reason: string) => void): void;
  /** Lets another lead. */
  release(): Promise<void>;
}

export interface Election {
  /** Who leads as far as is known, while this one waits. */
  readonly leader: Leader | undefined;
  /** Resolves when this control leads; undefined when stopped before. */
  readonly won: Promise<Leadership | undefined>;
  stop(): Promise<void>;
}

/**
 * Stands for leader among the controls of one PostgreSQL: one of them holds an advisory lock, the others wait for it.
 * The winner raises the epoch, so that nothing an earlier leader still writes is taken.
 */
export function standForLeader(options: ElectionOptions): Election {
  return new Standing(options);
}

class Standing implements Election {
  leader: Leader | undefined;
  readonly won: Promise<Leadership | undefined>;
  private readonly options: ElectionOptions;
  private client: pg.Client | undefined;
  private stopped = false;
  private troubled = false;

  constructor(options: ElectionOptions) {
    this.options = options;
    this.won = this.stand();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const leadership = await this.won;
    await leadership?.release();
  }

  private async stand(): Promise<Leadership | undefined> {
    while (!this.stopped) {
      try {
        const leadership = await this.look();
        if (leadership !== undefined) return leadership;
        this.troubled = false;
      } catch (error) {
        await this.drop();
        if (!this.troubled) this.options.onTrouble?.(error as Error);
        this.troubled = true;
      }
      await sleep(LOOK_MS);
    }
    await this.drop();
    return undefined;
  }

  private async look(): Promise<Leadership | undefined> {
    this.client ??= await connect(this.options.url);
    const { client } = this;
    const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [
      LEADER_LOCK,
    ]);
    if (rows[0]?.won !== true) {
      this.leader = await leaderNow(client);
      return undefined;
    }
    await migratePostgres(client);
    const since = new Date(this.options.now()).toISOString();
    const leader: Leader = { ...this.options.me, since, epoch: await raiseEpoch(client) };
    await keep(client, 'leader', leader);
    this.leader = leader;
    return new Held(client, leader);
  }

  private async drop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => {});
  }
}

class Held implements Leadership {
  readonly leader: Leader;
  private readonly client: pg.Client;
  private readonly listeners: ((reason: string) => void)[] = [];
  private readonly beat: NodeJS.Timeout;
  private unanswered = 0;
  private over: string | undefined;

  constructor(client: pg.Client, leader: Leader) {
    this.client = client;
    this.leader = leader;
    client.on('error', (error) => this.lose(error.message));
    client.on('end', () => this.lose('its connection to the registry database ended'));
    this.beat = setInterval(() => this.check(), BEAT_MS);
  }

  onLost(listener: (reason: string) => void): void {
    if (this.over === undefined) this.listeners.push(listener);
    else listener(this.over);
  }

  async stillLeads(): Promise<boolean> {
    if (this.over !== undefined) return false;
    const { rows } = await this.client.query<{ epoch: number }>(
      `select value as epoch from settings where name = 'leader_epoch'`,
    );
    // the session that holds the lock has answered, and nobody has led since
    return rows[0]?.epoch === this.leader.epoch;
  }

  async release(): Promise<void> {
    this.listeners.length = 0;
    clearInterval(this.beat);
    await this.client.end().catch(() => {});
  }

  private check(): void {
    // counted, not timed: a process that was held up finds the answers when it goes on
    if (this.unanswered >= MOST_UNANSWERED) {
      this.lose('the registry database does not answer');
      return;
    }
    this.unanswered += 1;
    this.client.query('select 1').then(
      () => {
        this.unanswered = 0;
      },
      (error: Error) => this.lose(error.message),
    );
  }

  private lose(reason: string): void {
    if (this.over !== undefined) return;
    this.over = reason;
    clearInterval(this.beat);
    for (const listener of this.listeners.splice(0)) listener(reason);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(connectionOptions(url));
  client.on('error', () => {});
  await client.connect();
  // the lock lives as long as this session does in the eyes of the server
  await client.query(
    `select set_config(name, value, false) from (values
      ('idle_session_timeout', '${SERVER_PATIENCE_MS}'), ('tcp_keepalives_idle', '3'),
      ('tcp_keepalives_interval', '1'), ('tcp_keepalives_count', '3')) as wanted (name, value)`,
  );
  return client;
}

/** Undefined as long as nobody has ever led. */
async function leaderNow(client: pg.Client): Promise<Leader | undefined> {
  const { rows: tables } = await client.query<{ there: boolean }>(
    `select to_regclass('settings') is not null as there`,
  );
  if (tables[0]?.there !== true) return undefined;
  const { rows } = await client.query<{ value: Leader }>(`select value from settings where name = 'leader'`);
  return rows[0]?.value;
}

/** Waits for a transaction of the last leader that is still under way. */
async function raiseEpoch(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ value: number }>(
    `insert into settings (name, value) values ('leader_epoch', '1')
      on conflict (name) do update set value = to_jsonb((settings.value)::text::bigint + 1) returning value`,
  );
  return rows[0]?.value ?? 0;
}

async function keep(client: pg.Client, name: 'leader', value: Leader): Promise<void> {
  await client.query(
    `insert into settings (name, value) values ($1, $2)
      on conflict (name) do update set value = excluded.value`,
    [name, JSON.stringify(value)],
  );
}
