/** From a child to the supervisor, over the IPC channel. */
export type ChildMessage =
  | { type: 'ready'; control?: ControlReady }
  /** It cannot start, and trying again would not help. */
  | { type: 'failed'; message: string; remedy?: string };

export interface ControlReady {
  adminUrl: string;
  /** One-time code for the printed console link; absent while another control leads. */
  signInCode?: string;
  /** It waits. Where the control that leads is, if that is known. */
  standby?: { leaderUrl?: string };
  /** Only at the very first start. */
  adminToken?: string;
  sandboxKey?: string;
}

/** From the supervisor to a child. */
export type SupervisorMessage = { type: 'stop' };

/** How a reload went, in `run/reload.json`. */
export type { ReloadOutcome } from '../cli/index.ts';
