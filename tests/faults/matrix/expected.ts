import type { Cell } from './cells.ts';

/** What must become of a cell, by the promises in the README of the gateway. */
export interface Expected {
  /** Each try: status of the provider (`-`: none), and why there was a further one. */
  readonly tries: readonly string[];
  /** What the client gets: a whole answer, the status of an error, or a stream that says it failed. */
  readonly client: 'whole' | 'failed stream' | number;
  /** By try: what is charged. Absent: nothing. */
  readonly charged: Readonly<Record<number, 'exact' | 'stream_cut' | 'usage_missing'>>;
}

/** What a fault makes of one request, whoever sends it. */
type Play =
  | { readonly kind: 'answer'; readonly usage: boolean; readonly poor?: string }
  | { readonly kind: 'status'; readonly status: number; readonly patience?: 'none'; readonly heals?: boolean }
  | { readonly kind: 'nothing'; readonly heals?: boolean }
  | { readonly kind: 'silence' }
  | { readonly kind: 'breaks'; readonly status: 502 | 504 };

const BUSY = new Set([429, 503, 529]);
const TRANSIENT = new Set([...BUSY, 500, 502]);
/** The provider will not serve this account or model; another may. */
const ELSEWHERE = new Set([401, 404]);

export function expectedOf(cell: Cell): Expected {
  const play = playOf(cell);
  switch (play.kind) {
    case 'answer':
      return ofAnswer(cell, play.usage, play.poor);
    case 'status':
      return ofStatus(cell, play.status, play.patience !== 'none', play.heals === true);
    case 'nothing':
      return ofFailure(cell, { first: '-', tries: 2, client: 502, heals: play.heals === true });
    case 'silence':
      return ofFailure(cell, { first: '-', tries: 1, client: 504, charged: 'usage_missing' });
    case 'breaks':
      return ofBreak(cell, play.status);
  }
}

function ofAnswer({ mode }: Cell, usage: boolean, poor: string | undefined): Expected {
  const first = usage ? 'exact' : 'usage_missing';
  if (mode !== 'escalation' || poor === undefined)
    return { tries: ['200'], client: 'whole', charged: { 1: first } };
  return { tries: [`200>escalation:${poor}`, '200'], client: 'whole', charged: { 1: first, 2: 'exact' } };
}

function ofStatus(cell: Cell, said: number, patient: boolean, heals: boolean): Expected {
  // Gemini has no 529
  const status = said === 529 && cell.dialect.adapter === 'gemini' ? 503 : said;
  const transient = TRANSIENT.has(status);
  const first = String(status);
  if (!transient && !ELSEWHERE.has(status)) return { tries: [first], client: status, charged: {} };
  const alone = transient && patient ? 2 : 1;
  const tries = cell.mode === 'alone' ? alone : BUSY.has(status) ? 1 : alone;
  return ofFailure(cell, { first, tries, client: status, heals });
}

interface Failure {
  readonly first: string;
  /** How often the same place is asked. */
  readonly tries: number;
  readonly client: number;
  readonly heals?: boolean;
  readonly charged?: 'usage_missing';
}

/** Nothing of an answer came: asked again, then elsewhere. */
function ofFailure({ mode }: Cell, { first, tries, client, heals, charged }: Failure): Expected {
  if (heals === true) return { tries: [`${first}>retry`, '200'], client: 'whole', charged: { 2: 'exact' } };
  const again = Array<string>(tries - 1).fill(`${first}>retry`);
  const billed: Expected['charged'] = charged === undefined ? {} : { 1: charged };
  if (mode === 'alone') return { tries: [...again, first], client, charged: billed };
  const why = mode === 'fallback' ? 'fallback' : 'escalation:error';
  return {
    tries: [...again, `${first}>${why}`, '200'],
    client: 'whole',
    charged: { ...billed, [tries + 1]: 'exact' },
  };
}

/** The answer began and broke off: what was said is billed; only a held answer can still be replaced. */
function ofBreak({ mode, stream }: Cell, status: 502 | 504): Expected {
  if (mode === 'escalation') {
    return {
      tries: ['200>escalation:error', '200'],
      client: 'whole',
      charged: { 1: 'stream_cut', 2: 'exact' },
    };
  }
  return { tries: ['200'], client: stream ? 'failed stream' : status, charged: { 1: 'stream_cut' } };
}

const GOOD = { kind: 'answer', usage: true } as const;

function playOf({ fault, stream, dialect }: Cell): Play {
  const [verb = ''] = fault.split(/[\s;=]/);
  if (/^\d+$/.test(verb)) {
    const patience = fault.includes('retry-after=30') ? { patience: 'none' as const } : {};
    return { kind: 'status', status: Number(verb), heals: fault.includes('times=1'), ...patience };
  }
  switch (verb) {
    case 'drop':
      return { kind: 'nothing', heals: fault.includes('times=1') };
    case 'html':
      return { kind: 'status', status: 502 };
    case 'hang':
      return fault === 'hang' ? { kind: 'silence' } : { kind: 'breaks', status: 504 };
    case 'cut':
      return { kind: 'breaks', status: 502 };
    case 'error-event':
    case 'failed-event':
      return stream ? { kind: 'breaks', status: 502 } : GOOD;
    case 'malformed':
      // events that are no JSON pass as they are, and so does a whole body; an array cannot go on after one
      if (!stream) return { kind: 'answer', usage: false };
      return dialect.id === 'gemini-array' ? { kind: 'breaks', status: 502 } : GOOD;
    case 'no-usage':
      return { kind: 'answer', usage: false };
    case 'refuse':
    case 'content-filter':
      return { ...GOOD, poor: 'refusal' };
    case 'truncate':
      return { ...GOOD, poor: 'truncated' };
    case 'invalid-json':
    case 'wrong-shape':
      return { ...GOOD, poor: 'invalid_output' };
    case 'low-confidence':
      return dialect.id === 'chat' ? { ...GOOD, poor: 'low_confidence' } : GOOD;
    default:
      return GOOD;
  }
}
