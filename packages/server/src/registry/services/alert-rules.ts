import type { AlertRule, changeAlertRule, createAlertRule, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, ne } from 'drizzle-orm';
import type { z } from 'zod';
import { alertChannels, alertRules, alerts } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import type { Store } from '../store/store.ts';
import { enqueue } from './alert-outbox.ts';
import { type AlertRuleRow, presentRule } from './alert-present.ts';
import { checkKindFields, ruleName, severityOf } from './alert-rule-checks.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound, refuseDuplicate, requireReference } from './references.ts';

type Create = z.infer<typeof createAlertRule>;

export interface AlertRuleService {
  create(input: Create, by: ChangeBy): Promise<AlertRule>;
  list(request: PageRequest): Promise<Page<AlertRule>>;
  show(id: string): Promise<AlertRule>;
  change(id: string, input: z.infer<typeof changeAlertRule>, by: ChangeBy): Promise<AlertRule>;
  /** Its alerts are resolved, and those who keep incidents hear of it. */
  remove(id: string, by: ChangeBy): Promise<void>;
  /** Those that are switched on, in order of their ids; from memory until a rule changes. */
  enabled(): Promise<readonly AlertRule[]>;
  /** Makes the rules every installation begins with, once; removed ones stay removed. */
  seed(): Promise<void>;
}

/** In minutes: every four hours while it lasts. */
const REPEAT = 240;
/** Rules of another control process are seen this late. */
const REMEMBERED_MS = 5_000;
const DEFAULTS: readonly (Create & { id: string })[] = [
  { id: 'budget-red', kind: 'budget', level: 'red', channels: [] },
  { id: 'budget-exhausted', kind: 'budget', level: 'exhausted', channels: [] },
  { id: 'price-unknown', kind: 'price_unknown', channels: [] },
  { id: 'limits-degraded', kind: 'limits_degraded', channels: [] },
];

export function alertRuleService(store: Store): AlertRuleService {
  let known: { rules: readonly AlertRule[]; at: number } | undefined;
  const changing = async <T>(by: ChangeBy, work: (change: Change) => Promise<T>): Promise<T> => {
    try {
      return await store.change(by, work);
    } finally {
      known = undefined;
    }
  };
  return {
    create: (input, by) => changing(by, (change) => insertRule(change, input)),
    async list(request) {
      const page = keyset(request, alertRules.createdAt, alertRules.id);
      const query = store.db.select().from(alertRules).where(page.after);
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, presentRule, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => presentRule(await find(store.db, id)),
    change: (id, input, by) =>
      changing(by, async (change) => {
        const old = await find(change.tx, id);
        const kept = <T>(value: T | null | undefined, before: T | null) =>
          value === undefined ? before : value;
        const row: AlertRuleRow = {
          ...old,
          name: input.name ?? old.name,
          scope: input.scope ?? old.scope,
          level: kept(input.level, old.level),
          threshold: kept(input.threshold, old.threshold),
          severity: input.severity ?? old.severity,
          channels: input.channels ?? old.channels,
          repeatMinutes: input.repeat_minutes ?? old.repeatMinutes,
          escalateAfterMinutes: kept(input.escalate_after_minutes, old.escalateAfterMinutes),
          escalateTo: input.escalate_to ?? old.escalateTo,
          enabled: input.enabled ?? old.enabled,
          updatedAt: change.now,
        };
        await check(change.tx, row);
        await change.tx.update(alertRules).set(row).where(eq(alertRules.id, id));
        change.audit('alert_rule.change', `alert_rule/${id}`, presentRule(old), presentRule(row));
        return presentRule(row);
      }),
    remove: (id, by) =>
      changing(by, async (change) => {
        const old = await find(change.tx, id);
        await resolveAlerts(change, id);
        await change.tx.delete(alertRules).where(eq(alertRules.id, id));
        change.audit('alert_rule.remove', `alert_rule/${id}`, presentRule(old), undefined);
      }),
    async enabled() {
      const now = store.clock.monotonic();
      if (known === undefined || now - known.at > REMEMBERED_MS) {
        const query = store.db.select().from(alertRules).where(eq(alertRules.enabled, true));
        known = { rules: (await query.orderBy(alertRules.id)).map(presentRule), at: now };
      }
      return known.rules;
    },
    seed: () =>
      changing({ actor: 'system' }, async (change) => {
        if ((await readSetting(change.tx, 'alert_rules_seeded')) === true) return;
        await writeSetting(change.tx, 'alert_rules_seeded', true);
        for (const rule of DEFAULTS) {
          if ((await findRow(change.tx, rule.id)) === undefined) await insertRule(change, rule);
        }
      }),
  };
}

async function insertRule(change: Change, input: Create): Promise<AlertRule> {
  const { kind, level, threshold } = input;
  checkKindFields(kind, { level, threshold });
  if (input.id !== undefined) await refuseDuplicate(change.tx, alertRules, 'alert rule', input.id);
  const row: AlertRuleRow = {
    id: input.id ?? (await freeId(change.tx, [kind, level].filter(Boolean).join('-').replaceAll('_', '-'))),
    name: input.name ?? ruleName(kind, level),
    kind,
    scope: input.scope ?? {},
    level: level ?? null,
    threshold: threshold ?? null,
    severity: input.severity ?? severityOf(kind, level),
    channels: input.channels,
    repeatMinutes: input.repeat_minutes ?? REPEAT,
    escalateAfterMinutes: input.escalate_after_minutes ?? null,
    escalateTo: input.escalate_to ?? [],
    enabled: input.enabled ?? true,
    createdAt: change.now,
    updatedAt: change.now,
  };
  await check(change.tx, row);
  await change.tx.insert(alertRules).values(row);
  change.audit('alert_rule.create', `alert_rule/${row.id}`, undefined, presentRule(row));
  return presentRule(row);
}

async function check(tx: Queries, row: AlertRuleRow): Promise<void> {
  checkKindFields(row.kind as AlertRule['kind'], row);
  for (const field of ['channels', 'escalateTo'] as const) {
    const wire = field === 'channels' ? 'channels' : 'escalate_to';
    for (const [i, id] of row[field].entries()) {
      await requireReference(tx, alertChannels, 'alert channel', `${wire}.${i}`, id);
    }
  }
  if ((row.escalateAfterMinutes === null) === (row.escalateTo.length === 0)) return;
  const missing = row.escalateTo.length === 0 ? 'escalate_to' : 'escalate_after_minutes';
  throw new WeirError('invalid_argument', 'An escalation needs both a time and channels', {
    field: missing,
    remedy: 'Set escalate_after_minutes and escalate_to together, or neither.',
  });
}

async function resolveAlerts(change: Change, rule: string): Promise<void> {
  const ofRule = and(eq(alerts.rule, rule), ne(alerts.state, 'resolved'));
  for (const old of await change.tx.select().from(alerts).where(ofRule)) {
    const row = { ...old, state: 'resolved', resolvedAt: change.now };
    await change.tx.update(alerts).set(row).where(eq(alerts.id, row.id));
    await enqueue(change.tx, row, 'resolved', change);
  }
}

async function freeId(tx: Queries, wanted: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? wanted : `${wanted}-${n}`;
    if ((await findRow(tx, id)) === undefined) return id;
  }
}

async function findRow(db: Queries, id: string): Promise<AlertRuleRow | undefined> {
  const [row] = await db.select().from(alertRules).where(eq(alertRules.id, id));
  return row;
}

async function find(db: Queries, id: string): Promise<AlertRuleRow> {
  const row = await findRow(db, id);
  if (row === undefined) throw notFound('alert rule', id);
  return row;
}
