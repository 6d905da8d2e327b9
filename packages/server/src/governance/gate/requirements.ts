import { DRILL_DAYS, type GateRequirement, type Person } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { isPerson } from '../../registry/index.ts';
import type { Finding, GateFacts } from './facts.ts';
import { amountOf, count, dayOf, percentOf } from './phrases.ts';

const DAY_MS = 86_400_000;
/** A score older than that tells nothing of today. */
const SCORE_DAYS = 90;
/** Share of cost that must carry all required tags. */
const COVERED_PERCENT = 95;

/** What data says of each requirement. Those that are reviewed are `ok` when there is something to review. */
export const REQUIREMENTS: Readonly<Record<GateRequirement, (facts: GateFacts) => Finding>> = {
  business_owner: (facts) => ownerOf(facts, facts.record.workload.owner, 'owner'),
  technical_owner: (facts) => ownerOf(facts, facts.record.workload.technical_owner, 'technical-owner'),
  cost_center: costCenter,
  model_tier: modelTier,
  usage_profile: usageProfile,
  budget_threshold: budgetThreshold,
  observability_tags: observabilityTags,
  data_classification_review: dataClassification,
  security_review: ({ record: { workload } }) => ({
    ok: true,
    evidence: `Models: ${workload.approved_models.join(', ') || 'all'}; detectors: ${detectorsOf(workload.data?.detectors)}.`,
  }),
  fallback_plan: fallbackPlan,
  quality_metric: qualityMetric,
  value_metric: valueMetric,
};

function ownerOf({ record, people }: GateFacts, named: string | undefined, option: string): Finding {
  const { id } = record.workload;
  const remedy = `Name somebody who is here: weir workload change ${id} --${option} <person>.`;
  if (named === undefined) return { ok: false, evidence: 'Nobody is named.', remedy };
  const person = people.find((known) => isPerson(known, named));
  if (person === undefined) {
    return {
      ok: false,
      evidence: `"${named}" is no person of the organization.`,
      remedy: `Add them (weir person create), or name somebody else: weir workload change ${id} --${option} <person>.`,
    };
  }
  return person.state === 'active'
    ? { ok: true, evidence: `${nameOf(person)}.` }
    : { ok: false, evidence: `${nameOf(person)} has left.`, remedy };
}

const nameOf = ({ name, email }: Person) => `${name} (${email})`;

function costCenter({ tags, record: { workload } }: GateFacts): Finding {
  const center = tags['cost_center'];
  if (center === undefined) {
    return {
      ok: false,
      evidence: 'Neither the workload nor its team has one.',
      remedy: `weir workload change ${workload.id} --cost-center <id>.`,
    };
  }
  const whose = workload.cost_center === undefined ? ', by its team' : '';
  return { ok: true, evidence: `${center}${whose}.` };
}

/** The tier follows from what the workload is like, and must be kept by a rule. */
function modelTier({ record: { workload } }: GateFacts): Finding {
  const { id, classification, routing, approved_models: models } = workload;
  const tiers = routing?.allowed_tiers ?? [];
  const rule =
    tiers.length > 0 ? `tiers ${tiers.join(', ')}` : models.length > 0 ? `models ${models.join(', ')}` : '';
  if (classification === undefined) {
    return {
      ok: false,
      evidence: 'It is not classified, so that no tier can be proposed.',
      remedy: `Classify it (weir workload change ${id} --help), then allow the tier it needs.`,
    };
  }
  if (rule === '') {
    return {
      ok: false,
      evidence: 'It is classified, and may use every model.',
      remedy: `Allow the tier that its classification proposes, or approve models: weir workload change ${id} --model <name>.`,
    };
  }
  return { ok: true, evidence: `Classified; limited to ${rule}.` };
}

function usageProfile({ record: { workload } }: GateFacts): Finding {
  const { id, usage_profile: profile } = workload;
  if (profile === undefined) {
    return {
      ok: false,
      evidence: 'Nothing says how much it will be used.',
      remedy: `Say it: weir workload change ${id} --help, expected usage.`,
    };
  }
  const peak = profile.peak_calls_per_minute;
  const atPeak = peak === undefined ? '' : `, ${count(peak)} a minute at peak`;
  return { ok: true, evidence: `${count(profile.calls_per_day)} calls a day expected${atPeak}.` };
}

/** A budget of its own: one that it shares does not tell when this workload runs away. */
function budgetThreshold({ record: { workload, budgets } }: GateFacts): Finding {
  const [budget] = budgets;
  if (budget === undefined) {
    return {
      ok: false,
      evidence: 'It has no budget of its own.',
      remedy: `weir budget create --scope workload=${workload.id} --amount <amount> --currency <code> --period month.`,
    };
  }
  const { id, amount, currency, period, mode, yellow_percent: yellow } = budget;
  const more = budgets.length > 1 ? ` (and ${budgets.length - 1} more)` : '';
  return {
    ok: true,
    evidence: `Budget ${id}: ${amountOf(amount)} ${currency} a ${period}, ${mode}, told of at ${yellow}%${more}.`,
  };
}

/** Before there are calls, the tags it fixes itself must be enough; afterwards what calls carried counts. */
function observabilityTags({ record: { workload }, tags, requiredTags, traffic }: GateFacts): Finding {
  const remedy = `Fix the tags on the workload or send them with calls; weir cost --by workload tells what is attributed of ${workload.id}.`;
  if (traffic === undefined || Decimal.from(traffic.cost).isZero) {
    const absent = requiredTags.filter((name) => tags[name] === undefined);
    return absent.length === 0
      ? {
          ok: true,
          evidence: `No cost yet; all ${requiredTags.length} required tags are fixed by the workload.`,
        }
      : { ok: false, evidence: `No cost yet; not fixed by the workload: ${absent.join(', ')}.`, remedy };
  }
  const covered = percentOf(traffic.attributedCost, traffic.cost);
  const evidence = `${covered}% of the cost of ${count(traffic.calls)} calls in 30 days carries all required tags; ${COVERED_PERCENT}% is asked for.`;
  return Number(covered) >= COVERED_PERCENT ? { ok: true, evidence } : { ok: false, evidence, remedy };
}

function dataClassification({ record: { workload } }: GateFacts): Finding {
  const { id, data, classification } = workload;
  const sensitivity = classification?.data_sensitivity;
  if (data?.class === undefined && sensitivity === undefined) {
    return {
      ok: false,
      evidence: 'Nothing says what data it works on.',
      remedy: `Give it a data class (weir workload change ${id} --data-class <id>) or classify it; then somebody with the role risk reviews it.`,
    };
  }
  const said = [
    ...(data?.class === undefined ? [] : [`data class ${data.class}`]),
    ...(sensitivity === undefined ? [] : [`sensitivity ${sensitivity}`]),
    `detectors ${detectorsOf(data?.detectors)}`,
  ];
  return { ok: true, evidence: `${said.join(', ')}.` };
}

/** A plan in words, a model to go to, and the proof that calls get there. */
function fallbackPlan({ now, record: { workload, drill } }: GateFacts): Finding {
  const { id, fallback_plan: plan, routing } = workload;
  const fallbacks = routing?.fallbacks ?? [];
  if (plan === undefined) {
    return {
      ok: false,
      evidence: 'There is no plan for when its models cannot answer.',
      remedy: `Write one: weir workload change ${id} --help, fallback plan.`,
    };
  }
  if (fallbacks.length === 0) {
    return {
      ok: false,
      evidence: 'There is a plan, and no model to fall back on.',
      remedy: `weir workload change ${id} --fallback <provider/model>.`,
    };
  }
  const remedy = `weir gate drill ${id}.`;
  if (drill === undefined) {
    return { ok: false, evidence: `Falls back on ${fallbacks.join(', ')}; that was never tried.`, remedy };
  }
  const when = dayOf(Date.parse(drill.at));
  if (!drill.ok) return { ok: false, evidence: `The drill of ${when} failed: ${drill.message}`, remedy };
  const until = Date.parse(drill.at) + DRILL_DAYS * DAY_MS;
  const said = `The drill of ${when}: ${drill.primary} was held down, ${drill.answered_by ?? 'a fallback'} answered`;
  if (until <= now)
    return { ok: false, evidence: `${said}; that is more than ${DRILL_DAYS} days ago.`, remedy };
  return { ok: true, evidence: `${said}.`, until };
}

function qualityMetric({ now, record: { workload, score } }: GateFacts): Finding {
  const { id, quality_metric: metric } = workload;
  if (metric === undefined) {
    return {
      ok: false,
      evidence: 'Nothing says by what its quality is told.',
      remedy: `Name a metric and its target: weir workload change ${id} --help, quality metric.`,
    };
  }
  const remedy = `Send scores: weir quality add --workload ${id} --metric ${metric.name}.`;
  if (score === undefined) {
    return { ok: false, evidence: `${metric.name}, target ${metric.target}: no score yet.`, remedy };
  }
  const said = `${metric.name}: ${score.score} on ${dayOf(score.at.getTime())} over ${count(score.samples)} samples (${score.source}), target ${metric.target}`;
  const until = score.at.getTime() + SCORE_DAYS * DAY_MS;
  if (until <= now)
    return { ok: false, evidence: `${said}; that is more than ${SCORE_DAYS} days ago.`, remedy };
  return { ok: true, evidence: `${said}.`, until };
}

function valueMetric({ record: { workload } }: GateFacts): Finding {
  const { id, value_metric: metric } = workload;
  if (metric === undefined) {
    return {
      ok: false,
      evidence: 'Nothing says what outcome it is for.',
      remedy: `Name the outcome and what one is worth: weir workload change ${id} --help, value metric.`,
    };
  }
  const worth =
    metric.value === undefined
      ? 'value told by each outcome'
      : `${amountOf(metric.value)} ${metric.currency ?? ''} each`;
  return { ok: true, evidence: `${metric.outcome}, ${worth}, ${metric.class}, ${metric.confidence}.` };
}

function detectorsOf(detectors: Readonly<Record<string, string>> | undefined): string {
  const on = Object.entries(detectors ?? {}).map(([name, action]) => `${name}: ${action}`);
  return on.length === 0 ? 'none' : on.join(', ');
}
