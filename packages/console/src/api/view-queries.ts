import type { SavedView } from '@weir/core/contract';
import { request } from './client.ts';
import { list } from './queries.ts';

/** Saved views: questions to the ledger that people keep. */
export const viewsQuery = (page: SavedView['page']) => list<SavedView>('/views', { page });

export type NewView = Pick<SavedView, 'id' | 'name' | 'page' | 'query' | 'shared'>;
export const saveView = (body: NewView) => request<SavedView>('/views', { method: 'POST', body });
export const removeView = (id: string) =>
  request<void>(`/views/${encodeURIComponent(id)}`, { method: 'DELETE' });
