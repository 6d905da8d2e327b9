import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import type { SourceRecord } from '../../registry/index.ts';
import { createSourceHttp } from './http.ts';
import type { Connector, Delivery, OpenFile, Place, PlacedFile, ReadContext, Secrets } from './port.ts';
import { readPullSettings } from './pull-settings.ts';

const DAY_MS = 86_400_000;
/** What is fetched at first when the settings say nothing. */
const FIRST_DAYS = 30;
/** Files of a watched place that are remembered as read; the oldest are forgotten, and reading them again is harmless. */
const KNOWN_FILES = 20_000;

export interface DeliveryDeps {
  clock: Clock;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  isUnit(unit: string): boolean;
  /** Told when it waits for the provider. */
  onWait?(ms: number): void;
}

export interface Asked {
  source: SourceRecord;
  connector: Connector;
  secrets: Secrets;
  version: string;
  signal: AbortSignal;
}

/** What a source has to say: of a stretch, or what is new. */
export async function* pulled(
  asked: Asked,
  stretch: { since?: Date; until?: Date } | undefined,
  deps: DeliveryDeps,
): AsyncGenerator<Delivery> {
  const { source, connector, secrets, signal } = asked;
  const { pull } = connector;
  if (pull === undefined) throw needsFile(source);
  const settings = readPullSettings(source.settings);
  const now = deps.clock.now();
  const since =
    stretch?.since ??
    (stretch === undefined ? goOnFrom(source, connector, now) : firstDay(settings.since, now));
  const until = stretch?.until ?? new Date(now);
  const http = createSourceHttp({ settings, secrets, signal, ...deps });
  try {
    const cursor = stretch === undefined ? source.cursor : undefined;
    yield* pull({ ...contextOf(asked, deps), secrets, since: startOfDay(since), until, cursor, http });
  } finally {
    await http.close();
  }
}

/** What lies in the watched place and was not read yet, oldest first; each file is remembered once it is taken. */
export async function* placed(asked: Asked, place: Place, deps: DeliveryDeps): AsyncGenerator<Delivery> {
  const { source, signal } = asked;
  const known = new Map(Object.entries((source.cursor?.['files'] ?? {}) as Record<string, string>));
  try {
    const fresh: PlacedFile[] = [];
    for await (const file of place.list(signal)) if (known.get(file.name) !== file.tag) fresh.push(file);
    fresh.sort((a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime() || (a.name < b.name ? -1 : 1));
    for (const [index, file] of fresh.entries()) {
      const opened = await place.open(file, signal);
      // of lines that several files tell, that of the file written last counts
      const version = new Date(Date.parse(asked.version) + index).toISOString();
      yield* fileDeliveries({ ...asked, version }, opened, deps);
      known.delete(file.name);
      known.set(file.name, file.tag);
      yield { cursor: { ...source.cursor, files: Object.fromEntries([...known].slice(-KNOWN_FILES)) } };
    }
  } finally {
    await place.close?.();
  }
}

/** Lines and bad rows of a file; closes it. */
export async function* fileDeliveries(
  asked: Asked,
  file: OpenFile,
  deps: DeliveryDeps,
): AsyncGenerator<Delivery> {
  const { source, connector } = asked;
  try {
    if (connector.read === undefined) {
      throw new WeirError('invalid_argument', `A source of kind ${source.kind} reads no files`, {
        remedy: 'Make a source of a kind that does; weir source kinds lists them.',
      });
    }
    yield { anew: true };
    yield { place: file.name };
    yield* connector.read(file, contextOf(asked, deps));
  } finally {
    await file.close();
  }
}

function contextOf({ source, version, signal }: Asked, { isUnit }: DeliveryDeps): ReadContext {
  return { source: source.id, settings: source.settings, version, isUnit, signal };
}

function goOnFrom(
  { coveredUntil, settings }: SourceRecord,
  { restatesDays = 0 }: Connector,
  now: number,
): Date {
  if (coveredUntil === undefined) return firstDay(readPullSettings(settings).since, now);
  return new Date(coveredUntil.getTime() - restatesDays * DAY_MS);
}

function firstDay(since: string | undefined, now: number): Date {
  return since === undefined ? new Date(now - FIRST_DAYS * DAY_MS) : new Date(`${since}T00:00:00Z`);
}

function startOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

function needsFile(source: SourceRecord): WeirError {
  return new WeirError(
    'invalid_argument',
    `The source "${source.id}" reads files, and its settings name no place to look for them`,
    {
      remedy: `Give it one: weir source import ${source.id} <file>, or settings.place.`,
    },
  );
}
