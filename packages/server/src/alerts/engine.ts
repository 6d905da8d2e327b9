import type { AlertKind, AlertRule } from '@weir/core/contract';
import { type AlertChange, type AlertRecord, stateAwake } from '../registry/index.ts';
import { blank, isForgettable, isOver, noteMiss, noteOpening, type Remembered } from './memory.ts';
import { beginsAt, firesOn, type Observation, rankOf } from './observation.ts';

const MINUTE_MS = 60_000;
/** That it was seen again is written so often; what matters is written at once. */
const REWRITE_MS = MINUTE_MS;

export interface Evaluation {
  /** Epoch ms. */
  now: number;
  /** Those switched on. */
  rules: readonly AlertRule[];
  /** Alerts that are not resolved, as stored. */
  open: readonly AlertRecord[];
  /** All that is so now, of the kinds looked at. */
  seen: readonly Observation[];
  /** Kinds that were looked at: alerts of others are neither renewed nor resolved. */
  kinds: ReadonlySet<AlertKind>;
  /** Subjects of which nothing is known for certain now: their alerts are not resolved. */
  unknown?: ReadonlySet<string>;
}

/** What to write; the observation that led to it, where there is one. */
export type Decision = AlertChange & { seen?: Observation };

export interface EngineParts {
  newId: () => string;
  currency: () => string;
}

/**
 * From what is so now to alerts: opened, told again, escalated, resolved. Pure but for what it remembers; it never reads a
 * clock. One alert is open per rule and subject.
 */
export class AlertEngine {
  private readonly memories = new Map<string, Remembered>();
  private readonly parts: EngineParts;

  constructor(parts: EngineParts) {
    this.parts = parts;
  }

  /** Alerts that began lately, so that what flapped before a restart still does. */
  recall(recent: readonly AlertRecord[]): void {
    for (const { rule, subject, since } of recent)
      noteOpening(this.memory(keyOf(rule, subject)), since.getTime());
  }

  evaluate(evaluation: Evaluation): Decision[] {
    const { now, rules, open, seen } = evaluation;
    const alerts = new Map(open.map((alert) => [keyOf(alert.rule, alert.subject), alert]));
    const decisions: Decision[] = [];
    const firing = new Set<string>();
    for (const rule of rules) {
      for (const one of seen) {
        const key = keyOf(rule.id, one.subject);
        if (firing.has(key) || !firesOn(rule, one)) continue;
        firing.add(key);
        const alert = alerts.get(key);
        const decision =
          alert === undefined
            ? this.begin(key, rule, one, now)
            : this.goOn(key, rule, one, alert, tellsWorse(rule, one, rules), now);
        if (decision !== undefined) decisions.push({ ...decision, seen: one });
      }
    }
    const looked = ({ rule, kind }: AlertRecord) =>
      evaluation.kinds.has(kind as AlertKind) || !rules.some(({ id }) => id === rule);
    for (const [key, alert] of alerts) {
      if (firing.has(key) || !looked(alert) || evaluation.unknown?.has(alert.subject)) continue;
      const decision = this.miss(key, alert, now);
      if (decision !== undefined) decisions.push(decision);
    }
    this.forget(firing, alerts, evaluation);
    return decisions;
  }

  /** They could not be written: the next look decides anew. */
  undo(decisions: readonly Decision[]): void {
    for (const { record, from, event } of decisions) {
      const memory = this.memory(keyOf(record.rule, record.subject));
      memory.writtenAt = 0;
      if (event === 'worsened') memory.rank -= 1;
      if (from !== undefined) continue;
      Object.assign(memory, { alert: undefined, rank: 0, muted: false });
      memory.openings.pop();
    }
  }

  private begin(key: string, rule: AlertRule, seen: Observation, now: number): AlertChange | undefined {
    const memory = this.memory(key);
    // it was open and nobody here resolved it: a person did
    if (memory.alert !== undefined) memory.muted = true;
    memory.alert = undefined;
    memory.misses = 0;
    if (memory.muted && rankOf(seen) <= memory.rank) return undefined;
    const record = this.newRecord(rule, seen, new Date(now));
    Object.assign(memory, { alert: record.id, muted: false, rank: rankOf(seen), writtenAt: now });
    noteOpening(memory, now);
    return { record, from: undefined, event: 'opened' };
  }

  private goOn(
    key: string,
    rule: AlertRule,
    seen: Observation,
    alert: AlertRecord,
    tellWorse: boolean,
    now: number,
  ): AlertChange | undefined {
    const memory = this.memory(key);
    // after a restart how bad it was is not known
    const worse = memory.alert === alert.id && rankOf(seen) > memory.rank;
    const again = memory.misses > 0;
    Object.assign(memory, { alert: alert.id, misses: 0, rank: rankOf(seen) });
    const record: AlertRecord = {
      ...alert,
      title: seen.title,
      who: seen.who,
      what: seen.what,
      link: seen.link,
      lastSeenAt: new Date(now),
      occurrences: alert.occurrences + (again ? 1 : 0),
    };
    const step = nextStep(record, rule, worse && tellWorse, now);
    if (step === undefined && !worse && !again && now - memory.writtenAt < REWRITE_MS) return undefined;
    memory.writtenAt = now;
    return step === undefined ? { record, from: alert.state } : { ...step, from: alert.state };
  }

  private miss(key: string, alert: AlertRecord, now: number): AlertChange | undefined {
    const memory = this.memory(key);
    memory.alert = alert.id;
    noteMiss(memory, now);
    if (!isOver(memory, now)) return undefined;
    Object.assign(memory, { alert: undefined, rank: 0, misses: 0 });
    const resolvedAt = new Date(now);
    const record: AlertRecord = { ...alert, state: 'resolved', resolvedAt, snoozedUntil: null };
    return { record, from: alert.state, event: 'resolved' };
  }

  /** Conditions that are gone without an alert, and what is too long ago to matter. */
  private forget(
    firing: ReadonlySet<string>,
    alerts: ReadonlyMap<string, AlertRecord>,
    { now, rules, kinds }: Evaluation,
  ): void {
    const looked = new Set(rules.filter(({ kind }) => kinds.has(kind)).map(({ id }) => id));
    const known = new Set(rules.map(({ id }) => id));
    for (const [key, memory] of this.memories) {
      if (firing.has(key) || alerts.has(key)) continue;
      const rule = ruleOf(key);
      if (known.has(rule) && !looked.has(rule)) continue;
      noteMiss(memory, now);
      if (isOver(memory, now)) Object.assign(memory, { alert: undefined, muted: false, rank: 0, misses: 0 });
      if (isForgettable(memory, now)) this.memories.delete(key);
    }
  }

  private newRecord(rule: AlertRule, seen: Observation, at: Date): AlertRecord {
    return {
      id: this.parts.newId(),
      rule: rule.id,
      kind: rule.kind,
      severity: rule.severity,
      subject: seen.subject,
      state: 'open',
      title: seen.title,
      who: seen.who,
      what: seen.what,
      since: at,
      lastSeenAt: at,
      costPerDay: null,
      currency: this.parts.currency(),
      link: seen.link,
      occurrences: 1,
      toldAt: at,
      escalatedAt: null,
      snoozedUntil: null,
      acknowledgedBy: null,
      resolvedAt: null,
    };
  }

  private memory(key: string): Remembered {
    const known = this.memories.get(key);
    if (known !== undefined) return known;
    const made = blank();
    this.memories.set(key, made);
    return made;
  }
}

/** What is due for an alert that lasts. */
function nextStep(
  record: AlertRecord,
  rule: AlertRule,
  worse: boolean,
  now: number,
): Pick<AlertChange, 'record' | 'event'> | undefined {
  const at = new Date(now);
  if (record.state === 'snoozed') {
    if (record.snoozedUntil !== null && record.snoozedUntil.getTime() > now) return undefined;
    const awake: AlertRecord = { ...record, state: stateAwake(record), snoozedUntil: null };
    return awake.state === 'open'
      ? { record: { ...awake, toldAt: at }, event: 'repeated' }
      : { record: awake };
  }
  // what somebody took on was something milder
  if (worse)
    return { record: { ...record, state: 'open', acknowledgedBy: null, toldAt: at }, event: 'worsened' };
  if (record.state !== 'open') return undefined;
  if (escalates(record, rule, now)) return { record: { ...record, escalatedAt: at }, event: 'escalated' };
  if (
    rule.repeat_minutes === 0 ||
    now - (record.toldAt ?? record.since).getTime() < rule.repeat_minutes * MINUTE_MS
  ) {
    return undefined;
  }
  return { record: { ...record, toldAt: at }, event: 'repeated' };
}

function escalates({ escalatedAt, since }: AlertRecord, rule: AlertRule, now: number): boolean {
  if (escalatedAt !== null || rule.escalate_after_minutes === undefined) return false;
  return rule.escalate_to.length > 0 && now - since.getTime() >= rule.escalate_after_minutes * MINUTE_MS;
}

/** Nobody is told the same twice: a rule that begins at the new level opens an alert of its own. */
function tellsWorse(rule: AlertRule, seen: Observation, rules: readonly AlertRule[]): boolean {
  return !rules.some((other) => other.id !== rule.id && beginsAt(other, seen));
}

const keyOf = (rule: string, subject: string) => `${rule}\n${subject}`;
const ruleOf = (key: string) => key.slice(0, key.indexOf('\n'));
