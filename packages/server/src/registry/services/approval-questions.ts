import type { Approval } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { and, desc, eq, gt, or } from 'drizzle-orm';
import { approvals } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { type ApprovalRow, presentApproval } from './approval-rows.ts';

/** A call that needs a person's consent. */
export interface AskedFor {
  kind: Approval['kind'];
  /** Id of the budget, or `<workload>/<task>`. */
  subject: string;
  /** One sentence: what is asked and why. */
  question: string;
  workload?: string;
  /** Who may answer; empty: every administrator. */
  approvers: readonly string[];
  /** What the call might have cost, in the organization's currency; decimal string. */
  needed?: string;
  /** Refused since it was last told of; 1 when absent. */
  refusedCalls?: number;
}

interface Gathered {
  asked: AskedFor;
  refused: number;
  answered: Promise<Approval>;
  resolve(approval: Approval): void;
  reject(error: unknown): void;
}

const GAP_MS = 1_000;
const REJECTED_MS = 3_600_000;

/** Gathers what is asked and writes it together; `opened` is told of questions that are new. */
export function approvalQuestions(store: Store, opened: (approval: Approval) => void) {
  let gathered = new Map<string, Gathered>();
  let due: NodeJS.Timeout | undefined;
  let lastFlush = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();

  /** Also waits for what is being written already, so that the database may be closed after it. */
  function flush(): Promise<void> {
    clearTimeout(due);
    due = undefined;
    const batch = [...gathered.values()];
    gathered = new Map();
    if (batch.length > 0) {
      lastFlush = store.clock.monotonic();
      writing = writing.then(() => writeBatch(batch));
    }
    return writing;
  }

  async function writeBatch(batch: readonly Gathered[]): Promise<void> {
    try {
      const written = await store.change({ actor: 'system' }, (change) => write(change, batch));
      for (const [i, { approval, isNew }] of written.entries()) {
        if (isNew) opened(approval);
        batch[i]?.resolve(approval);
      }
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  }

  return {
    flush,
    ask(asked: AskedFor): Promise<Approval> {
      const name = `${asked.kind}\n${asked.subject}`;
      const more = asked.refusedCalls ?? 1;
      const known = gathered.get(name);
      if (known !== undefined) {
        known.refused += more;
        known.asked = asked;
        return known.answered;
      }
      const one = gather(asked, more);
      gathered.set(name, one);
      const wait = Math.max(0, lastFlush + GAP_MS - store.clock.monotonic());
      // closing the registry flushes, so it need not keep a process alive
      due ??= setTimeout(() => void flush(), wait).unref();
      return one.answered;
    },
  };
}

function gather(asked: AskedFor, refused: number): Gathered {
  let resolve: Gathered['resolve'] = () => {};
  let reject: Gathered['reject'] = () => {};
  const answered = new Promise<Approval>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  // whoever asks may not care; a failure is theirs to see when they do
  answered.catch(() => {});
  return { asked, refused, answered, resolve, reject };
}

interface Written {
  approval: Approval;
  isNew: boolean;
}

async function write(change: Change, batch: readonly Gathered[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const { asked, refused } of batch) written.push(await writeOne(change, asked, refused));
  return written;
}

async function writeOne(change: Change, asked: AskedFor, refused: number): Promise<Written> {
  const needed = asked.needed === undefined ? null : Decimal.from(asked.needed).roundUp(12).toFixed(12);
  const standing = await standingOne(change, asked);
  if (standing === undefined) return { approval: await open(change, asked, refused, needed), isNew: true };
  const set = { refusedCalls: standing.refusedCalls + refused, needed: needed ?? standing.needed };
  await change.tx.update(approvals).set(set).where(eq(approvals.id, standing.id));
  return { approval: presentApproval({ ...standing, ...set }), isNew: false };
}

/** Open, or rejected a short while ago. */
async function standingOne(change: Change, { kind, subject }: AskedFor): Promise<ApprovalRow | undefined> {
  const lately = new Date(change.now.getTime() - REJECTED_MS);
  const [row] = await change.tx
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.kind, kind),
        eq(approvals.subject, subject),
        or(
          eq(approvals.state, 'pending'),
          and(eq(approvals.state, 'rejected'), gt(approvals.decidedAt, lately)),
        ),
      ),
    )
    .orderBy(desc(approvals.askedAt), desc(approvals.id))
    .limit(1);
  return row;
}

async function open(
  change: Change,
  asked: AskedFor,
  refusedCalls: number,
  needed: string | null,
): Promise<Approval> {
  const row: ApprovalRow = {
    id: `approval_${change.newId()}`,
    kind: asked.kind,
    subject: asked.subject,
    question: asked.question,
    workload: asked.workload ?? null,
    approvers: [...asked.approvers],
    state: 'pending',
    refusedCalls,
    needed,
    askedAt: change.now,
    decidedAt: null,
    decidedBy: null,
    reason: null,
    amount: null,
    until: null,
  };
  await change.tx.insert(approvals).values(row);
  const approval = presentApproval(row);
  change.audit('approval.ask', `approval/${row.id}`, undefined, approval);
  return approval;
}
