import type { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { AskPerson, TaskNotice, TellNotice } from './port.ts';
import type { OpenQuestion, TaskRecord } from './record.ts';
import { nameOf, waiting } from './texts.ts';
import type { Stop, Wait } from './verdict.ts';

/** An agent that hammers a closed door is counted; people are told of it at most this often. */
const ASK_AGAIN_MS = 1_000;

interface QuestionDeps {
  clock: Clock;
  log: Logger;
  ask: AskPerson;
  tell: TellNotice;
}

/** Asks people about tasks, once per task at a time, and tells of it. */
export class Questions {
  private readonly deps: QuestionDeps;

  constructor(deps: QuestionDeps) {
    this.deps = deps;
  }

  /** Turns a call away for as long as nobody has decided. Returns the refusal. */
  put(record: TaskRecord, wait: Wait): WeirError {
    const now = this.deps.clock.now();
    const text = `${nameOf(record)} ${wait.why}. May it go on?`;
    record.question ??= {
      limit: wait.limit,
      text,
      needed: wait.needed,
      approval: undefined,
      refused: 0,
      askedAt: 0,
      told: false,
    };
    // another question than the open one is asked when that is decided
    if (record.question.limit === wait.limit) {
      record.question.refused += 1;
      this.remind(record, now, wait);
    }
    return waiting(record, wait.why);
  }

  /** Tells whoever is asked what was turned away since. */
  remind(record: TaskRecord, now: number, stop?: Stop): void {
    const { question } = record;
    if (question === undefined || question.refused === 0 || now - question.askedAt < ASK_AGAIN_MS) return;
    const { workload, task } = record;
    const { text, needed, refused } = question;
    question.refused = 0;
    question.askedAt = now;
    this.deps.ask({ workload, task, question: text, needed, refusedCalls: refused }).then(
      (approval) => {
        question.approval = approval;
        if (question.told || record.question !== question) return;
        question.told = true;
        this.deps.tell(this.notice(record, 'waiting', text, stop ?? { ...UNTOLD, limit: question.limit }));
      },
      (error: unknown) => this.failed(question, refused, error),
    );
  }

  tellStopped(record: TaskRecord, text: string, stop: Stop): void {
    this.deps.tell(this.notice(record, 'stopped', text, stop));
  }

  private failed(question: OpenQuestion, refused: number, error: unknown): void {
    question.refused += refused;
    this.deps.log.warn({ err: error }, 'nobody could be asked about a task; trying again');
  }

  private notice(record: TaskRecord, kind: TaskNotice['kind'], text: string, stop: Stop): TaskNotice {
    const { workload, task, figures, lastTools, policy, question } = record;
    return {
      kind,
      workload,
      task,
      limit: stop.limit,
      text,
      most: stop.most,
      used: stop.used,
      costSoFar: figures.cost,
      steps: figures.steps,
      lastTools,
      webhook: policy?.webhook,
      approval: question?.approval,
      at: this.deps.clock.now(),
    };
  }
}

const UNTOLD = { most: '', used: '' };
