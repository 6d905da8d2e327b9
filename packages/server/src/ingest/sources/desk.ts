import {
  type changeSource,
  type createSource,
  type Page,
  type ReplayResult,
  type Source,
  type SourceKind,
  type SourcePreview,
  type SourceRunEvent,
  sourceAttribution,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type {
  ChangeBy,
  PageRequest,
  QuarantineService,
  SourceRecord,
  SourceService,
} from '../../registry/index.ts';
import { createBooking } from './booking.ts';
import { fileDeliveries, placed, pulled } from './deliveries.ts';
import type { Connector, OpenFile } from './port.ts';
import { presentSource } from './present.ts';
import { previewOf } from './preview.ts';
import { replay } from './replay.ts';
import { createRunner, type Runner, type RunnerDeps, type Stretch } from './runner.ts';
import { checkSchedule } from './schedule.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { keepUpload } from './uploads.ts';

type Create = z.infer<typeof createSource>;
type Change = z.infer<typeof changeSource>;

export interface SourceDeskDeps extends Omit<RunnerDeps, 'connectorOf' | 'sources' | 'quarantine'> {
  sources: SourceService;
  quarantine: QuarantineService;
  connectors: readonly Connector[];
  /** Where uploads lie while they are read. */
  uploadDir: string;
}

/** Everything that people and the schedule do with sources. */
export interface SourceDesk {
  kinds(): SourceKind[];
  create(input: Create, by: ChangeBy): Promise<Source>;
  list(request: PageRequest): Promise<Page<Source>>;
  show(id: string): Promise<Source>;
  change(id: string, input: Change, by: ChangeBy): Promise<Source>;
  remove(id: string, by: ChangeBy): Promise<void>;
  run(id: string, stretch: Stretch | undefined): AsyncGenerator<SourceRunEvent, void>;
  /** Reads a file as a run of its own. */
  upload(id: string, name: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRunEvent, void>;
  /** First rows of a file, or of what the API tells of the last day. */
  preview(
    id: string,
    file: { name: string; body: AsyncIterable<Uint8Array> } | undefined,
    limit: number,
  ): Promise<SourcePreview>;
  replay(id: string, rows: readonly string[] | undefined, by: ChangeBy): Promise<ReplayResult>;
  scheduler: Scheduler;
  /** Stops what runs and waits for it. */
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
const NO_ATTRIBUTION = sourceAttribution.parse({});

export function createSourceDesk(deps: SourceDeskDeps): SourceDesk {
  const byKind = new Map(deps.connectors.map((connector) => [connector.kind, connector]));
  const connectorOf = (kind: string): Connector => {
    const found = byKind.get(kind);
    if (found !== undefined) return found;
    throw new WeirError('invalid_argument', `There is no kind of source "${kind}"`, {
      field: 'kind',
      remedy: `Use one of: ${[...byKind.keys()].sort().join(', ')}.`,
    });
  };
  const runner: Runner = createRunner({ ...deps, connectorOf });
  const scheduler = createScheduler({ ...deps, runner });
  const present = (record: SourceRecord) =>
    presentSource(record, {
      now: deps.clock.now(),
      running: runner.isRunning(record.id),
      next: scheduler.nextOf(record),
    });

  async function preview(
    id: string,
    upload: { name: string; body: AsyncIterable<Uint8Array> } | undefined,
    limit: number,
  ): Promise<SourcePreview> {
    const source = await deps.sources.show(id);
    const connector = connectorOf(source.kind);
    connector.check?.(source.settings);
    const controller = new AbortController();
    const now = deps.clock.now();
    const version = new Date(now).toISOString();
    const asked = {
      source,
      connector,
      secrets: await deps.sources.secrets(id),
      version,
      signal: controller.signal,
    };
    let file: OpenFile | undefined;
    try {
      file = upload && (await keepUpload(upload.name, upload.body, deps.uploadDir));
      const lastDay = { since: new Date(now - DAY_MS), until: new Date(now) };
      const place = file === undefined ? connector.place?.(source.settings, asked.secrets) : undefined;
      const deliveries =
        file !== undefined
          ? fileDeliveries(asked, file, deps)
          : place === undefined
            ? pulled(asked, lastDay, deps)
            : placed({ ...asked, source: { ...source, cursor: undefined } }, place, deps);
      return await previewOf(deliveries, limit, deps.isUnit, now);
    } finally {
      controller.abort();
    }
  }

  return {
    kinds: () => deps.connectors.map(presentKind),
    async create(input, by) {
      const connector = connectorOf(input.kind);
      const settings = checkedSettings(connector, input.settings);
      const secrets = input.secrets ?? {};
      checkSecrets(connector, Object.keys(secrets));
      // files that are uploaded come when somebody brings them
      const asks = connector.pull !== undefined || settings['place'] !== undefined;
      const usual = asks ? connector.defaultSchedule : undefined;
      const schedule = input.schedule === null ? undefined : (input.schedule ?? usual);
      if (schedule !== undefined) checkSchedule(schedule);
      const { id, kind, name, enabled } = input;
      const role = input.role ?? connector.defaultRole;
      const attribution = input.attribution ?? NO_ATTRIBUTION;
      return present(
        await deps.sources.create(
          { id, name, kind, role, settings, attribution, secrets, schedule, enabled },
          by,
        ),
      );
    },
    async list(request) {
      const page = await deps.sources.list(request);
      return { ...page, data: page.data.map(present) };
    },
    show: async (id) => present(await deps.sources.show(id)),
    async change(id, input, by) {
      const old = await deps.sources.show(id);
      const connector = connectorOf(old.kind);
      const settings = input.settings === undefined ? undefined : checkedSettings(connector, input.settings);
      if (input.schedule !== undefined && input.schedule !== null) checkSchedule(input.schedule);
      const given = Object.entries(input.secrets ?? {});
      const left = new Set(old.secrets);
      for (const [name, value] of given) value === null ? left.delete(name) : left.add(name);
      checkSecrets(connector, [...left]);
      return present(await deps.sources.change(id, { ...input, settings }, by));
    },
    remove: (id, by) => runner.alone(id, () => deps.sources.remove(id, by)),
    run: (id, stretch) => runner.run(id, stretch),
    async *upload(id, name, body) {
      await deps.sources.show(id);
      const file = await keepUpload(name, body, deps.uploadDir);
      try {
        yield* runner.read(id, file);
      } finally {
        await file.close().catch(() => {});
      }
    },
    preview,
    async replay(id, rows, by) {
      const source = await deps.sources.show(id);
      const connector = connectorOf(source.kind);
      const booking = source.role === 'charges' ? createBooking(source, deps.booking) : undefined;
      return runner.alone(id, () => replay({ source, connector, booking }, rows, by, deps));
    },
    scheduler,
    async stop() {
      await runner.stop();
      await scheduler.idle();
    },
  };
}

function presentKind({
  kind,
  name,
  defaultRole,
  defaultSchedule,
  secrets,
  ...connector
}: Connector): SourceKind {
  const reads: SourceKind['reads'] = [];
  if (connector.pull !== undefined) reads.push('pull');
  if (connector.read !== undefined) reads.push('files');
  return {
    kind,
    name,
    role: defaultRole,
    reads,
    ...(defaultSchedule === undefined ? {} : { schedule: defaultSchedule }),
    secrets: secrets.map((secret) => ({ ...secret })),
    settings: z.toJSONSchema(connector.settings, { io: 'input', unrepresentable: 'any' }),
  };
}

function checkedSettings(connector: Connector, settings: Record<string, unknown>): Record<string, unknown> {
  const read = connector.settings.safeParse(settings);
  if (!read.success) {
    const [issue] = read.error.issues;
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const field = ['settings', ...(issue?.path.map(String) ?? []), ...keys.slice(0, 1)].join('.');
    throw new WeirError('invalid_argument', `"${field}" is not valid: ${issue?.message ?? 'unknown'}`, {
      field,
      remedy: `weir source kinds ${connector.kind} tells which settings there are.`,
    });
  }
  connector.check?.(read.data);
  return read.data;
}

function checkSecrets({ kind, secrets }: Connector, names: readonly string[]): void {
  const known = secrets.map(({ name }) => name);
  const odd = names.find((name) => !known.includes(name));
  if (odd !== undefined) {
    const takes = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
    throw new WeirError('invalid_argument', `A source of kind ${kind} has no secret "${odd}"`, {
      field: 'secrets',
      remedy: takes,
    });
  }
  const missing = secrets.find(({ name, required }) => required && !names.includes(name));
  if (missing === undefined) return;
  throw new WeirError('invalid_argument', `A source of kind ${kind} needs the secret "${missing.name}"`, {
    field: `secrets.${missing.name}`,
    remedy: missing.hint,
  });
}
