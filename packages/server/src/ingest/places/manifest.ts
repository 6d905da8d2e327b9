/** What the manifest of an export says. */
export interface Manifest {
  /** Names the report and the period it is about: of one, the newest assembly counts. */
  report: string;
  /** Keys of the parts. */
  files: readonly string[];
  period?: { since: Date; until: Date };
  createdAt?: Date;
}

type Json = { readonly [name: string]: unknown };

/**
 * Manifests of AWS (Data Exports and the legacy report) and of Azure's cost exports. Undefined for JSON that is none of them:
 * it is read as any other file then, and says itself what is wrong with it.
 */
export function manifestOf(name: string, text: string): Manifest | undefined {
  const json = parsed(text);
  if (json === undefined) return undefined;
  return dataExport(name, json) ?? legacyReport(json) ?? azureExport(json);
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** `metadata/BILLING_PERIOD=2026-11/<execution>/<export>-Manifest.json`. */
function dataExport(name: string, json: Json): Manifest | undefined {
  const files = strings(json['dataFiles']);
  if (files === undefined) return undefined;
  const month = /BILLING_PERIOD=(\d{4}-\d{2})/i.exec(`${name} ${files.join(' ')}`)?.[1];
  const period = month === undefined ? billingPeriod(json) : monthOf(month);
  const report = `${textOf(json['exportArn']) ?? textOf(json['exportName']) ?? name.split('/').at(-1)} ${month ?? ''}`;
  return {
    report,
    files: files.map(withoutBucket),
    ...optional(period, instantOf(json['deliveryTimestamp'] ?? json['createdAt'])),
  };
}

/** `20261101-20261201/<assembly>/<report>-Manifest.json`, and a copy of the newest one folder up. */
function legacyReport(json: Json): Manifest | undefined {
  const files = strings(json['reportKeys']);
  if (files === undefined) return undefined;
  const period = billingPeriod(json);
  const report = `${textOf(json['reportName']) ?? ''} ${period?.since.toISOString() ?? ''}`;
  return { report, files, ...optional(period, undefined) };
}

function azureExport(json: Json): Manifest | undefined {
  const blobs = json['blobs'];
  if (!Array.isArray(blobs)) return undefined;
  const files = blobs.flatMap((blob) => textOf((blob as Json)['blobName']) ?? []);
  const run = (json['runInfo'] ?? {}) as Json;
  const since = instantOf(run['startDate']);
  const last = instantOf(run['endDate']);
  const config = (json['exportConfig'] ?? {}) as Json;
  const period =
    since === undefined || last === undefined
      ? undefined
      : { since, until: new Date(Math.floor(last.getTime() / DAY_MS + 1) * DAY_MS) };
  const report = `${textOf(config['resourceId']) ?? textOf(config['exportName']) ?? ''} ${since?.toISOString() ?? ''}`;
  return { report, files, ...optional(period, instantOf(run['submittedTime'])) };
}

const DAY_MS = 86_400_000;

function optional(
  period: Manifest['period'],
  createdAt: Date | undefined,
): Pick<Manifest, 'period' | 'createdAt'> {
  return { ...(period === undefined ? {} : { period }), ...(createdAt === undefined ? {} : { createdAt }) };
}

/** `{"start":"20261101T000000.000Z","end":"20261201T000000.000Z"}`. */
function billingPeriod(json: Json): Manifest['period'] {
  const told = (json['billingPeriod'] ?? {}) as Json;
  const [since, until] = [compact(told['start']), compact(told['end'])];
  return since === undefined || until === undefined ? undefined : { since, until };
}

function compact(value: unknown): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T/.exec(textOf(value) ?? '');
  return match === null ? undefined : new Date(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`);
}

function monthOf(month: string): { since: Date; until: Date } {
  const since = new Date(`${month}-01T00:00:00Z`);
  const until = new Date(since);
  until.setUTCMonth(until.getUTCMonth() + 1);
  return { since, until };
}

function instantOf(value: unknown): Date | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const at = new Date(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function withoutBucket(uri: string): string {
  return uri.replace(/^s3:\/\/[^/]+\//, '');
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export async function collectBytes(input: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return Buffer.concat(chunks);
}
