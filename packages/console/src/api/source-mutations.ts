import type {
  Mapping,
  MappingPreview,
  MappingRules,
  QuarantinedRow,
  ReplayResult,
  Source,
  SourceAttribution,
  SourcePreview,
  SourceRole,
  SourceRunEvent,
} from '@weir/core/contract';
import { apiUrl, request } from './client.ts';
import { postEvents } from './event-lines.ts';
import { failureOf, unreachable } from './failure.ts';

/** Writes about sources, their quarantine and mappings of files. */

const one = (id: string) => encodeURIComponent(id);

export interface NewSource {
  id: string;
  name?: string;
  kind: string;
  role: SourceRole;
  settings: Record<string, unknown>;
  attribution: SourceAttribution;
  secrets: Record<string, string>;
  /** `null`: only when asked; absent: as usual for its kind. */
  schedule?: string | null;
}
export type SourceChange = Partial<Pick<Source, 'name' | 'settings' | 'attribution' | 'enabled'>> & {
  secrets?: Record<string, string>;
  schedule?: string | null;
};
export const createSource = (body: NewSource) => request<Source>('/sources', { method: 'POST', body });
export const changeSource = (id: string, body: SourceChange) =>
  request<Source>(`/sources/${one(id)}`, { method: 'PATCH', body });
export const removeSource = (id: string) => request<void>(`/sources/${one(id)}`, { method: 'DELETE' });

/** Without a stretch: what is new. */
export const runSource = (id: string, stretch: { since?: string; until?: string }, signal: AbortSignal) =>
  postEvents<SourceRunEvent>(`/sources/${one(id)}/run`, { body: stretch, signal });
export const importFile = (id: string, file: File, signal: AbortSignal) =>
  postEvents<SourceRunEvent>(`/sources/${one(id)}/files`, { query: { name: file.name }, body: file, signal });

/** Enough for the first rows of any format but Parquet, whose directory is at its end. */
const PREVIEWED_BYTES = 4 * 1024 * 1024;

/** First rows of a file; without one, of what the API tells of the last day. Nothing is kept. */
export async function previewSource(id: string, file?: File): Promise<SourcePreview> {
  const body = file === undefined || /\.parquet$/i.test(file.name) ? file : file.slice(0, PREVIEWED_BYTES);
  const response = await fetch(apiUrl(`/sources/${one(id)}/preview`, { name: file?.name }), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'content-type': 'application/octet-stream' },
    ...(body === undefined ? {} : { body }),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as SourcePreview;
}

export const mendRow = (id: string, row: string, values: Record<string, unknown>) =>
  request<QuarantinedRow>(`/sources/${one(id)}/quarantine/${one(row)}`, {
    method: 'PATCH',
    body: { row: values },
  });
/** These rows, or all that are open. */
export const replayRows = (id: string, rows?: readonly string[]) =>
  request<ReplayResult>(`/sources/${one(id)}/quarantine/replay`, {
    method: 'POST',
    body: rows === undefined ? {} : { rows },
  });
export const dismissRows = (id: string, rows?: readonly string[]) =>
  request<{ dismissed: number }>(`/sources/${one(id)}/quarantine/dismiss`, {
    method: 'POST',
    body: rows === undefined ? {} : { rows },
  });

/** What the beginning of a file becomes, by these rules or by suggested ones. Nothing is kept. */
export const previewMapping = (sample: { file_name: string; content: string; rules?: MappingRules }) =>
  request<MappingPreview>('/mapping-previews', { method: 'POST', body: sample });
export const createMapping = (body: { id: string; name?: string; rules: MappingRules }) =>
  request<Mapping>('/mappings', { method: 'POST', body });
export const changeMapping = (id: string, body: { name?: string; rules: MappingRules }) =>
  request<Mapping>(`/mappings/${one(id)}`, { method: 'PATCH', body });
export const removeMapping = (id: string) => request<void>(`/mappings/${one(id)}`, { method: 'DELETE' });
