/** What a process has exchanged with the authority since it started. */
export interface Counters {
  /** Leases asked for because a call waited for one. */
  waited: number;
  /** Leases asked for ahead of need: no call waited. */
  ahead: number;
  reports: number;
}
