import type { CallFact } from '@weir/core/contract';
import type { PriceBook } from '@weir/core/pricing';
import { NO_MODEL } from '../../../gateway/resources/context.ts';
import { batchIsOver, filesMadeBy } from '../../../gateway/resources/seen-batch.ts';
import type { Exclusive } from '../../../ledger/exclusive.ts';
import type { LedgerStore } from '../../../ledger/port.ts';
import type { Clock } from '../../../platform/clock.ts';
import { objectIn } from '../../../providers/json/narrow.ts';
import type { AdmissionProvider, AdmissionState } from '../../../registry/admission-state.ts';
import type { ResourceService } from '../../../registry/index.ts';
import type { ResourceRecord } from '../../../registry/resource-record.ts';
import { batchCall } from './facts.ts';
import { linesOf } from './lines.ts';
import type { ProviderApi } from './provider-api.ts';
import {
  factsOfAnthropicLine,
  factsOfOpenaiLine,
  messagesOperation,
  operationOfEndpoint,
} from './results.ts';
import { BatchTally } from './tally.ts';

/** Providers end a batch after a day and keep its results for a month; then nothing more can be learnt. */
const GIVEN_UP_MS = 32 * 24 * 3_600_000;
/** A batch that is not there may just not be everywhere yet. */
const MISSING_MS = 3_600_000;

export interface SettlerDeps {
  readonly resources: ResourceService;
  readonly ledger: Pick<LedgerStore, 'existing' | 'append'>;
  readonly exclusive: Exclusive;
  readonly state: () => AdmissionState;
  readonly priceBook: () => PriceBook;
  readonly api: ProviderApi;
  readonly clock: Clock;
  /** Told after calls have landed and the batch no longer holds anything against its budget. */
  settled(calls: readonly CallFact[]): void;
}

/**
 * Charges batches, each exactly once: the ids of its calls follow from the batch, what is in the ledger is not added again,
 * and only then is the batch marked. Whoever asks, however often, and wherever it was interrupted, comes to the same.
 */
export class BatchSettler {
  private readonly running = new Map<string, Promise<boolean>>();
  private readonly deps: SettlerDeps;

  constructor(deps: SettlerDeps) {
    this.deps = deps;
  }

  /** True when it is charged, now or before; false when its result is not known yet. Rejects when it cannot be read. */
  settle(record: ResourceRecord): Promise<boolean> {
    const name = `${record.workload}\n${record.id}`;
    const running = this.running.get(name) ?? this.once(record).finally(() => this.running.delete(name));
    this.running.set(name, running);
    return running;
  }

  private async once(record: ResourceRecord): Promise<boolean> {
    const { resources, state, clock } = this.deps;
    const { batch } = record;
    if (batch === undefined || (await resources.isSettled(record.workload, record.id))) return true;
    const known = state().providers;
    const provider = Object.hasOwn(known, record.provider) ? known[record.provider] : undefined;
    const tally = new BatchTally(
      batch.work,
      this.deps.priceBook(),
      provider?.priceProvider ?? record.provider,
      record.created_at,
    );
    const age = clock.now() - record.created_at;
    const read = provider === undefined ? 'unknown' : await this.read(record, provider, tally, age);
    if (read === 'unknown' && age > GIVEN_UP_MS) tally.addWorst();
    else if (read !== 'over') return false;
    const calls = tally
      .result()
      .map((share) => batchCall(record, batch, provider ?? gone(record), share, clock.now()));
    await this.land(record, calls);
    return true;
  }

  private async read(
    record: ResourceRecord,
    provider: AdmissionProvider,
    tally: BatchTally,
    age: number,
  ): Promise<'over' | 'running' | 'unknown'> {
    const openai = record.dialect === 'openai';
    const path = `${openai ? '/batches' : '/messages/batches'}/${encodeURIComponent(record.id)}`;
    const batch = await this.deps.api.object(provider, path);
    if (batch === undefined) {
      if (age < MISSING_MS) return 'unknown';
      tally.addWorst();
      return 'over';
    }
    if (!batchIsOver(batch)) return 'running';
    if (openai) await this.readOpenai(record, batch, provider, tally);
    else await this.readAnthropic(batch, `${path}/results`, provider, tally);
    return 'over';
  }

  private async readOpenai(
    record: ResourceRecord,
    batch: Readonly<Record<string, unknown>>,
    provider: AdmissionProvider,
    tally: BatchTally,
  ): Promise<void> {
    const { resources, api } = this.deps;
    const { id: made_by, batch: _, work: __, ...owner } = record;
    await resources.remember(
      filesMadeBy(batch).map((id) => ({ ...owner, id, kind: 'file' as const, made_by })),
    );
    const output = batch['output_file_id'];
    if (typeof output !== 'string') return;
    const operation = operationOfEndpoint(batch['endpoint']);
    const bytes = await api.bytes(provider, `/files/${encodeURIComponent(output)}/content`);
    if (bytes !== undefined && operation !== undefined) {
      for await (const line of linesOf(bytes)) {
        const facts = line === undefined ? UNREAD : factsOfOpenaiLine(line, operation);
        if (facts !== undefined) tally.add(facts);
      }
      return;
    }
    const usage = objectIn(batch, 'usage');
    const model = batch['model'];
    const summary =
      usage &&
      operationOfEndpoint('/v1/responses')?.readAnswer(
        Buffer.from(JSON.stringify({ usage })),
        false,
        NO_MODEL,
      ).usage;
    const done = Number(objectIn(batch, 'request_counts')?.['completed'] ?? 0);
    if (summary !== undefined && typeof model === 'string')
      tally.addSummary(model, summary, Math.max(1, done));
    else if (done > 0) tally.addWorst();
  }

  private async readAnthropic(
    batch: Readonly<Record<string, unknown>>,
    path: string,
    provider: AdmissionProvider,
    tally: BatchTally,
  ): Promise<void> {
    const done = Number(objectIn(batch, 'request_counts')?.['succeeded'] ?? 1);
    if (done === 0) return;
    const operation = messagesOperation();
    const bytes = await this.deps.api.bytes(provider, path);
    if (bytes === undefined || operation === undefined) {
      tally.addWorst();
      return;
    }
    for await (const line of linesOf(bytes)) {
      const facts = line === undefined ? UNREAD : factsOfAnthropicLine(line, operation);
      if (facts !== undefined) tally.add(facts);
    }
  }

  private async land(record: ResourceRecord, calls: readonly CallFact[]): Promise<void> {
    const { exclusive, ledger, resources } = this.deps;
    await exclusive(async () => {
      const there = await ledger.existing(calls.map((call) => call.call_id));
      const missing = calls.filter((call) => !there.has(call.call_id));
      // the token names them all: what broke off half-way is completed, not repeated
      if (missing.length > 0) await ledger.append({ token: tokenOf(record), calls });
    });
    await resources.settled(record.workload, record.id);
    this.deps.settled(calls);
  }
}

/** Of a line that is too long to be read. */
const UNREAD = { impossible: false, toolCalls: 0, toolNames: [], outputEstimate: 4_096 };

function tokenOf({ provider, workload, id }: ResourceRecord): string {
  return `batch/${provider}/${workload}/${id}`;
}

/** A provider that is no longer set up: all that is left of it is its name. */
function gone({ provider, dialect }: ResourceRecord): AdmissionProvider {
  return {
    id: provider,
    dialect,
    baseUrl: '',
    priceProvider: provider,
    sandbox: false,
    configured: false,
    models: [],
    noStreamOptions: false,
    platform: 'direct',
    settings: {},
  };
}
