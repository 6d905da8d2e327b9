import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, configSchema } from '../../platform/config/schema.ts';
import { silentLogger } from '../../platform/log.ts';
import { Installation } from './installation.ts';
import { Reloads } from './reloads.ts';

/** A child that is ready, or fails, as soon as it is listened to; ends when told to stop. */
class FakeChild extends EventEmitter {
  connected = true;

  constructor(fault: string | undefined) {
    super();
    const message = fault === undefined ? { type: 'ready' } : { type: 'failed', message: fault };
    setImmediate(() => this.emit('message', message));
  }

  send(message: { type: string }): boolean {
    if (message.type === 'stop') setImmediate(() => this.kill());
    return true;
  }

  kill(): boolean {
    if (this.connected) {
      this.connected = false;
      this.emit('exit', 0, null);
    }
    return true;
  }
}

const configOf = (more: object = {}): Config =>
  configSchema.parse({ ...more, gateway: { workers: 2, ...(more as { gateway?: object }).gateway } });

class World {
  /** What happened, in order: `+worker 0`, `-worker 0`. */
  readonly events: string[] = [];
  readonly children = new Map<string, FakeChild>();
  faultOf: (name: string, config: Config) => string | undefined = () => undefined;
  readonly installation: Installation;

  constructor(config: Config) {
    const spawn = (name: string, own: Config) => () => {
      const child = new FakeChild(this.faultOf(name, own));
      this.events.push(`+${name}`);
      this.children.set(name, child);
      child.once('exit', () => this.events.push(`-${name}`));
      return child as unknown as ChildProcess;
    };
    this.installation = new Installation(
      config,
      {
        plain: (role, own) => spawn(role, own),
        worker: (slot, own) => spawn(`worker ${slot}`, own),
      },
      silentLogger,
    );
  }
}

describe('a reload', () => {
  it('starts new workers before it stops the old ones, and leaves the rest alone', async () => {
    const world = new World(configOf());
    await world.installation.ready();
    world.events.length = 0;
    const next = configOf({ gateway: { max_body_bytes: 5 } });
    expect(await world.installation.reload(next)).toEqual(['worker']);
    expect(world.events).toEqual(['+worker 2', '+worker 3', '-worker 0', '-worker 1']);
    await world.installation.stop();
  });

  it('starts control anew when what it reads has changed, and more workers when there are to be more', async () => {
    const world = new World(configOf());
    await world.installation.ready();
    world.events.length = 0;
    await world.installation.reload(configOf({ gateway: { workers: 3 }, log: { calls: 'all' } }));
    expect(world.events.slice(0, 5)).toEqual(['-control', '+control', '+worker 2', '+worker 3', '+worker 4']);
    await world.installation.stop();
  });

  it('whose workers cannot start leaves the old ones at work, under the old control', async () => {
    const world = new World(configOf());
    await world.installation.ready();
    world.events.length = 0;
    world.faultOf = (name, { log }) =>
      name.startsWith('worker') && log.calls === 'all' ? 'no room' : undefined;
    await expect(world.installation.reload(configOf({ log: { calls: 'all' } }))).rejects.toThrow('no room');
    expect(world.events).not.toContain('-worker 0');
    expect(world.events.filter((event) => event === '+control')).toHaveLength(2);
    world.events.length = 0;
    await world.installation.stop();
    expect(world.events.slice(0, 2).sort()).toEqual(['-worker 0', '-worker 1']);
  });

  it('cannot move the data directory', async () => {
    const world = new World(configOf());
    await world.installation.ready();
    await expect(world.installation.reload(configOf({ data_dir: '/elsewhere' }))).rejects.toThrow('data_dir');
    await world.installation.stop();
  });
});

describe('a start that fails', () => {
  it('leaves nothing behind: what was about to be started again is not', async () => {
    const world = new World(configOf());
    const died = world.children.get('worker 0');
    died?.removeAllListeners('message');
    died?.kill();
    await expect(world.installation.ready()).rejects.toThrow('worker 0 ended with code 0');
    world.installation.kill();
    world.events.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(world.events).toEqual([]);
  });
});

describe('reloads', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'weir-reloads-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('asked for many times meanwhile run once more, one at a time', async () => {
    const outcomeFile = join(dir, 'reload.json');
    let running = 0;
    let runs = 0;
    const reloads = new Reloads({
      installation: {
        async reload() {
          running += 1;
          expect(running).toBe(1);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          runs += 1;
          return ['worker'];
        },
      },
      reread: () => configOf(),
      outcomeFile,
      log: silentLogger,
      now: () => 0,
    });
    for (let i = 0; i < 5; i += 1) reloads.ask();
    while (runs < 2) await new Promise((resolve) => setImmediate(resolve));
    await reloads.settled();
    expect(runs).toBe(2);
    expect(JSON.parse(readFileSync(outcomeFile, 'utf8'))).toMatchObject({ ok: true, restarted: ['worker'] });
  });

  it('of a file with a fault change nothing and say so', async () => {
    const outcomeFile = join(dir, 'reload.json');
    const reloads = new Reloads({
      installation: { reload: () => Promise.reject(new Error('must not be asked')) },
      reread: () => {
        throw new Error('weir.yaml:3: gateway.port must be a number');
      },
      outcomeFile,
      log: silentLogger,
      now: () => 0,
    });
    reloads.ask();
    await reloads.settled();
    expect(JSON.parse(readFileSync(outcomeFile, 'utf8'))).toMatchObject({
      ok: false,
      message: 'weir.yaml:3: gateway.port must be a number',
    });
  });
});
