import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval, CallFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { createTaskBook, type TaskBook } from '../../limits/tasks/book.ts';
import type { Decision, LiveTask, TaskKey, TaskQuestion, TellNotice } from '../../limits/tasks/port.ts';
import {
  BEGIN_TOPIC,
  decodeBegin,
  decodeTold,
  encodeAnswer,
  LANDED_TOPIC,
  TELL_TOPIC,
} from '../../limits/tasks/wire.ts';
import type { ChannelServer, Peer } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { isGateway } from './channel.ts';
import type { GatewayHosts } from './gateway-hosts.ts';
import type { Stores } from './stores.ts';

const SWEEP_MS = 500;
const PAGE = 500;
/** Calls that end together may be recorded a little out of order. */
const OUT_OF_ORDER_MS = 5_000;
/** A task that was stopped is trouble for as long as its agent goes on trying. */
const TROUBLE_MS = 15 * 60_000;

export interface ServedTasks {
  /** With every batch of gateways' calls that has landed. */
  landed(calls: readonly CallFact[]): void;
  /** Undefined when nothing is known of it beyond the ledger. */
  live(key: TaskKey): LiveTask | undefined;
  /** Tasks that wait, are stopped or have calls under way. */
  lively(): readonly LiveTask[];
  /** For alerts: tasks that do not go on. */
  troubles(): { workload: string; task: string; state: 'stopped' | 'waiting'; reason: string }[];
  stop(): void;
}

/** The book of tasks over registry and ledger, answering the gateways on the channel. */
export function serveTasks(
  { registry, ledger }: Pick<Stores, 'registry' | 'ledger'>,
  channel: Pick<ChannelServer, 'handle' | 'onPeer'>,
  hosts: Pick<GatewayHosts, 'found' | 'stateOf'>,
  log: Logger,
  tell: TellNotice,
): ServedTasks {
  const peers = new Map<string, Peer>();
  const heard = new Set<string>();
  const decisions = new DecisionsByTask();
  const known = readDecisions(registry, decisions);
  known.catch((error: unknown) => log.warn({ err: error }, 'decisions about tasks could not be read'));

  const book: TaskBook = createTaskBook({
    clock: systemClock,
    log,
    sleep: (ms) => sleep(ms),
    store: {
      async load(tasks) {
        await known;
        const sums = await ledger.taskSums([...tasks]);
        return tasks.map((task, i) => ({ history: sums[i], decisions: decisions.of(task) }));
      },
      existing: (callIds) => ledger.existing(callIds),
    },
    ask: (question) => ask(question),
    tell,
    currency: () => registry.compile().organization.currency,
  });
  book.expect(hosts.found().map(({ instance }) => instance));

  async function ask(question: TaskQuestion): Promise<string> {
    const { workload, task, needed, refusedCalls } = question;
    const approval = await registry.approvals.ask({
      kind: 'task',
      subject: subjectOf({ workload, task }),
      question: question.question,
      workload,
      approvers: [],
      needed: Decimal.fromPico(needed).toFixed(MONEY_SCALE),
      refusedCalls,
    });
    // somebody has said no a short while ago, and is not asked again
    if (approval.state !== 'pending') decided(approval);
    return approval.id;
  }

  function decided(approval: Approval): void {
    const key = keyOf(approval);
    const decision = decisionOf(approval);
    if (key === undefined || decision === undefined) return;
    decisions.add(key, decision);
    book.decided(key, decision);
  }

  channel.onPeer((peer) => {
    if (!isGateway(peer)) return;
    peers.set(peer.id, peer);
    if (!heard.has(peer.id)) book.expect([peer.id]);
    peer.onClose(() => {
      if (peers.get(peer.id) === peer) peers.delete(peer.id);
    });
  });
  channel.handle(BEGIN_TOPIC, async (payload, peer) =>
    encodeAnswer(await book.begin(peer.id, decodeBegin(payload))),
  );
  channel.handle(TELL_TOPIC, (payload, peer) => {
    const { calls, whole } = decodeTold(payload);
    book.tell(peer.id, calls);
    if (!whole) return {};
    heard.add(peer.id);
    book.heard(peer.id);
    return {};
  });
  const unlisten = registry.approvals.onChange(decided);
  const timer = setInterval(() => {
    for (const instance of book.holders()) {
      if (peers.has(instance) || hosts.stateOf(instance) !== 'drained') continue;
      heard.delete(instance);
      book.drained(instance);
    }
    book.sweep();
  }, SWEEP_MS);

  return {
    landed(calls) {
      book.landed(calls);
      for (const [instance, until] of lastEnds(calls)) {
        peers.get(instance)?.send(LANDED_TOPIC, until - OUT_OF_ORDER_MS);
      }
    },
    live: (key) => book.live(key),
    lively: () => book.lively(),
    troubles: () => troublesOf(book.lively(), systemClock.now()),
    stop() {
      clearInterval(timer);
      unlisten();
    },
  };
}

function troublesOf(lively: readonly LiveTask[], now: number): ReturnType<ServedTasks['troubles']> {
  return lively.flatMap(({ workload, task, state, reason, lastActivity }) =>
    state === 'running' || (state === 'stopped' && lastActivity + TROUBLE_MS < now)
      ? []
      : [{ workload, task, state, reason: reason ?? '' }],
  );
}

function lastEnds(calls: readonly CallFact[]): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { instance, ended_at } of calls) {
    ends.set(instance, Math.max(ends.get(instance) ?? 0, Date.parse(ended_at)));
  }
  return ends;
}

/** Few: people made them. */
class DecisionsByTask {
  private readonly byTask = new Map<string, Decision[]>();

  add(key: TaskKey, decision: Decision): void {
    const subject = subjectOf(key);
    const before = this.byTask.get(subject) ?? [];
    if (before.some(({ id }) => id === decision.id)) return;
    this.byTask.set(subject, [...before, decision]);
  }

  of(key: TaskKey): readonly Decision[] {
    return this.byTask.get(subjectOf(key)) ?? NONE;
  }
}

const NONE: readonly Decision[] = [];

async function readDecisions({ approvals }: Stores['registry'], into: DecisionsByTask): Promise<void> {
  const all: Approval[] = [];
  let cursor: string | null = null;
  do {
    const more: { cursor?: string } = cursor === null ? {} : { cursor };
    const page = await approvals.list({ kind: 'task', limit: PAGE, ...more });
    all.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  for (const approval of all.reverse()) {
    const key = keyOf(approval);
    const decision = decisionOf(approval);
    if (key !== undefined && decision !== undefined) into.add(key, decision);
  }
}

function decisionOf({ id, state, decided_by, amount, until }: Approval): Decision | undefined {
  if (state === 'pending') return undefined;
  return {
    id,
    state,
    by: decided_by,
    amount: amount === undefined ? undefined : Decimal.from(amount).toPico(),
    until: until === undefined ? undefined : Date.parse(until),
  };
}

function subjectOf({ workload, task }: TaskKey): string {
  return `${workload}/${task}`;
}

/** Workload ids have no slash, task ids may. */
function keyOf({ kind, subject }: Approval): TaskKey | undefined {
  const at = subject.indexOf('/');
  if (kind !== 'task' || at < 1) return undefined;
  return { workload: subject.slice(0, at), task: subject.slice(at + 1) };
}
