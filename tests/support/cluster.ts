import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type TestRedis } from '../../packages/server/src/platform/testing/redis-server.ts';
import {
  postgresBinaries,
  startPostgres,
  type TestPostgres,
} from '../../packages/server/src/registry/store/postgres.fixture.ts';
import { Admin } from './admin.ts';
import { freePorts } from './ports.ts';
import { Program } from './program.ts';
import { waitFor } from './wait.ts';

/** Why a cluster cannot be started here; undefined when it can. */
export const CLUSTER_MISSING =
  postgresBinaries() === undefined ? 'PostgreSQL is not installed (apt-get install postgresql)' : undefined;

const START_MS = 60_000;
const TOKEN = 'a secret that only this test knows, and long enough';
/** Controls that share no directory share the key of what is sealed. */
const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');

export interface ClusterOptions {
  gateways?: number;
  /** Budget accounts lie in a Redis. */
  redis?: boolean;
  /** URL of a ClickHouse server that keeps the ledger: then the controls share no data directory. */
  ledgerUrl?: string;
  /** Further settings of every weir.yaml. */
  config?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** `weir control` or `weir gateway` with the processes below it. */
export interface ClusterMember {
  readonly program: Program;
  /** Of the admin API or of the gateway. */
  readonly url: string;
  readonly dir: string;
}

/** Two controls on one data directory, gateways with directories of their own, a PostgreSQL: all on loopback. */
export class Cluster {
  readonly root: string;
  readonly postgres: TestPostgres;
  readonly databaseUrl: string;
  readonly redis: TestRedis | undefined;
  readonly controls: ClusterMember[] = [];
  readonly gateways: ClusterMember[] = [];
  private readonly options: ClusterOptions;
  private listenPorts: number[] = [];

  private constructor(
    root: string,
    postgres: TestPostgres,
    databaseUrl: string,
    redis: TestRedis | undefined,
    options: ClusterOptions,
  ) {
    this.redis = redis;
    this.root = root;
    this.postgres = postgres;
    this.databaseUrl = databaseUrl;
    this.options = options;
  }

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const root = mkdtempSync(join(tmpdir(), 'weir-cluster-'));
    const postgres = await startPostgres();
    const redis = options.redis === true ? await startRedis() : undefined;
    const cluster = new Cluster(root, postgres, await postgres.createDatabase(), redis, options);
    try {
      await cluster.startAll();
      return cluster;
    } catch (error) {
      const output = cluster.output();
      await cluster.stop();
      throw new Error(`The cluster did not start.\n${output}`, { cause: error });
    }
  }

  /** The control that leads, as soon as there is one. */
  leader(withinMs = START_MS): Promise<ClusterMember> {
    return waitFor('a control that leads', withinMs, async () => {
      for (const control of this.controls) {
        const response = await fetch(`${control.url}/health/leader`).catch(() => undefined);
        if (response?.status === 200) return control;
      }
      return undefined;
    });
  }

  standby(withinMs = START_MS): Promise<ClusterMember> {
    return waitFor('a control that waits', withinMs, async () => {
      for (const control of this.controls) {
        const response = await fetch(`${control.url}/health`).catch(() => undefined);
        const health = (await response?.json()) as { status: string } | undefined;
        if (health?.status === 'standby') return control;
      }
      return undefined;
    });
  }

  /** The admin API of the control that leads, keys being tried at the first gateway. */
  async admin(): Promise<Admin> {
    const { url, dir } = await this.leader();
    // new with every leader, in the directory they share
    const token = () => readFileSync(join(dir, 'run/cli.token'), 'utf8').trim();
    return new Admin(url, this.gateways[0]?.url ?? '', token);
  }

  async startGateway(): Promise<ClusterMember> {
    const index = this.gateways.length;
    const [port = 0] = await freePorts(1);
    const dir = join(this.root, `gateway-${index}`);
    const gateway = this.member(['gateway'], dir, dir, `http://127.0.0.1:${port}`, {
      gateway: { port, workers: 1, control: this.listenPorts.map((listen) => `127.0.0.1:${listen}`) },
    });
    this.gateways.push(gateway);
    return gateway;
  }

  /** Resolves when it takes calls. */
  untilReady({ url }: ClusterMember): Promise<boolean> {
    return waitFor(`the gateway ${url}`, START_MS, async () =>
      (await fetch(`${url}/health/ready`)).ok ? true : undefined,
    );
  }

  /** Starts a control again that was killed with all of its processes. */
  restartControl(index: number): void {
    const old = this.controls[index];
    if (old !== undefined) this.controls[index] = { ...old, program: old.program.again() };
  }

  output(): string {
    return [...this.controls, ...this.gateways].map(({ program }) => program.output()).join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(this.gateways.map(({ program }) => program.stop()));
    await Promise.all(this.controls.map(({ program }) => program.stop()));
    await this.redis?.remove();
    await this.postgres.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  private async startAll(): Promise<void> {
    const shared = join(this.root, 'control');
    const ports = await freePorts(4);
    this.listenPorts = ports.slice(2);
    for (const index of [0, 1]) {
      const port = ports[index] ?? 0;
      const place = join(this.root, `control-${index}`);
      const apart = this.options.ledgerUrl !== undefined;
      const dir = apart ? join(place, 'data') : shared;
      const member = this.member(['control'], dir, place, `http://127.0.0.1:${port}`, {
        admin: { port },
        control: { listen: `127.0.0.1:${this.listenPorts[index]}` },
        registry: { url_env: 'WEIR_REGISTRY_URL' },
        ...(apart ? { ledger: { url_env: 'WEIR_LEDGER_URL' } } : {}),
      });
      this.controls.push(member);
    }
    for (let i = 0; i < (this.options.gateways ?? 2); i += 1) await this.startGateway();
    await this.leader();
    await Promise.all(this.gateways.map((gateway) => this.untilReady(gateway)));
  }

  /** `dir` is the data directory, `place` where its weir.yaml lies. */
  private member(
    command: string[],
    dir: string,
    place: string,
    url: string,
    config: Record<string, unknown>,
  ): ClusterMember {
    mkdirSync(place, { recursive: true });
    // JSON is YAML
    const text = JSON.stringify({
      ...this.options.config,
      ...(this.redis === undefined ? {} : { limits: { redis_url_env: 'WEIR_LIMITS_REDIS_URL' } }),
      ...config,
      data_dir: dir,
      channel_token_env: 'WEIR_CHANNEL_TOKEN',
    });
    writeFileSync(join(place, 'weir.yaml'), text);
    const env = {
      WEIR_CHANNEL_TOKEN: TOKEN,
      WEIR_REGISTRY_URL: this.databaseUrl,
      WEIR_SANDBOX_LATENCY: 'instant',
      ...(this.redis === undefined ? {} : { WEIR_LIMITS_REDIS_URL: this.redis.url }),
      ...(this.options.ledgerUrl === undefined
        ? {}
        : { WEIR_LEDGER_URL: this.options.ledgerUrl, WEIR_SECRETS_KEY: SECRETS_KEY }),
      ...this.options.env,
    };
    return { program: new Program(command, { cwd: place, env }), url, dir };
  }
}
