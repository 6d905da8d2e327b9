import { createContext, use } from 'react';
import type { LiveState } from '../../api/live.ts';

export const LiveContext = createContext<LiveState>('connecting');
export const useLiveState = (): LiveState => use(LiveContext);
