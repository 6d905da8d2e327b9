import type { AuditEntry, Page, TimelineEvent, Workload } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { TimeRange } from '../../ledger/port.ts';
import type { UnitPorts } from './port.ts';

export interface TimelineQuery extends TimeRange {
  limit: number;
  cursor?: string;
}

/** Entries read of each subject at most: what lies further back is asked for with an earlier `until`. */
const MOST_ENTRIES = 1_000;
const PAGE = 500;

/** What happened to a workload, newest first: changes of rules, first uses of models and prompt versions, notes. */
export async function timelineOf(
  ports: UnitPorts,
  workload: Workload,
  { since, until, limit, cursor }: TimelineQuery,
): Promise<Page<TimelineEvent>> {
  const { id } = workload;
  const range = { since, until };
  const family = ports.family(id);
  const budgets = ports
    .budgets()
    .filter(({ scope }) => scope['workload'] === id)
    .map((budget) => budget.id);
  const found = await Promise.all([
    ...family.map((one) => entriesOf(ports, `workload/${one}`, range)),
    ...budgets.map((budget) => entriesOf(ports, `budget/${budget}`, range)),
    firstUses(ports, id, 'model', range),
    firstUses(ports, id, 'prompt_version', range),
    notesOf(ports, id, range),
  ]);
  const events = found.flat().sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const from = positionOf(cursor);
  const end = from + limit;
  return { data: events.slice(from, end), next_cursor: end < events.length ? `t${end}` : null };
}

async function entriesOf(ports: UnitPorts, subject: string, range: TimeRange): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<AuditEntry> = await ports.audit({
      subject,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const entry of page.data) {
      const at = Date.parse(entry.at);
      if (at < range.since.getTime()) return events;
      if (at < range.until.getTime()) events.push(eventOf(entry));
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && events.length < MOST_ENTRIES);
  return events;
}

function eventOf({ at, actor, action, subject, before, after }: AuditEntry): TimelineEvent {
  const changed = detailOf(before, after);
  return {
    at,
    kind: kindOf(action, subject, after),
    title: titleOf(action, subject, after),
    ...(changed === '' ? {} : { detail: changed }),
    actor,
  };
}

function kindOf(action: string, subject: string, after: unknown): TimelineEvent['kind'] {
  if (subject.startsWith('budget/')) return 'budget';
  if (action.startsWith('gate.')) return 'gate';
  const names = fieldsOf(after);
  if (names.length === 1 && names[0] === 'budget') return 'budget';
  return 'change';
}

/** `workload.change` of stage and owner: "Workload changed: stage, owner". */
function titleOf(action: string, subject: string, after: unknown): string {
  const [noun = '', verb = ''] = action.split('.');
  const word = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`.replaceAll('_', ' ');
  const id = subject.slice(subject.indexOf('/') + 1);
  const done = VERBS[verb] ?? verb.replaceAll('_', ' ');
  const fields = verb === 'change' ? fieldsOf(after) : [];
  const item = recordOf(after)['item'];
  if (noun === 'gate') return `Gate ${done}${typeof item === 'string' ? `: ${item}` : ''}`;
  const what = noun === 'workload' ? word : `${word} ${id}`;
  return `${what} ${done}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`;
}

const VERBS: Record<string, string> = {
  create: 'created',
  change: 'changed',
  remove: 'removed',
  merge: 'merged',
  take_over: 'took over another',
  review: 'reviewed',
  except: 'excepted',
  revoke: 'lost an exception',
  drill: 'drilled its fallback',
  evaluate: 'found other items missing',
};

/** Short values only: `stage: pilot -> production`. */
function detailOf(before: unknown, after: unknown): string {
  const old = recordOf(before);
  if (Object.keys(old).length === 0) return '';
  return fieldsOf(after)
    .flatMap((name) => {
      const [from, to] = [wordOf(old[name]), wordOf(recordOf(after)[name])];
      return from === undefined || to === undefined ? [] : [`${name}: ${from} -> ${to}`];
    })
    .join('; ');
}

const LONGEST_WORD = 80;

function wordOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'object') return undefined;
  const text = String(value);
  return text.length > LONGEST_WORD ? undefined : text;
}

function fieldsOf(value: unknown): string[] {
  return Object.keys(recordOf(value));
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

async function firstUses(
  ports: UnitPorts,
  workload: string,
  dimension: 'model' | 'prompt_version',
  range: TimeRange,
): Promise<TimelineEvent[]> {
  const uses = await ports.economics.firstSeen({ ...range, workload, dimension });
  const word = dimension === 'model' ? 'model' : 'prompt version';
  return uses
    .filter(({ value }) => value !== '')
    .map(({ at, value, calls }) => ({
      at,
      kind: dimension,
      title: `First call with ${word} ${value}`,
      detail: `${calls} calls since`,
    }));
}

async function notesOf(ports: UnitPorts, workload: string, range: TimeRange): Promise<TimelineEvent[]> {
  const notes = await ports.notes(workload, range);
  return notes.map(({ at, text, author }) => ({ at, kind: 'note', title: text, actor: author }));
}

function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const position = /^t\d{1,9}$/.test(cursor) ? Number(cursor.slice(1)) : Number.NaN;
  if (Number.isInteger(position)) return position;
  throw new WeirError('invalid_argument', 'The cursor is none of ours', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous answer unchanged, or leave it out to start from the newest.',
  });
}
