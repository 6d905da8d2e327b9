/** Where the records of a gateway incarnation stand. */
export type IncarnationState =
  /** Its process lives and may settle. */
  | 'alive'
  /** Its process is gone, not all of its records are in the ledger. */
  | 'ended'
  /** Everything it ever recorded is in the ledger. */
  | 'drained';

/** The gateway incarnations that have, or may have, figures the ledger does not know yet. */
export class Incarnations {
  private readonly known = new Map<
    string,
    { state: Exclude<IncarnationState, 'drained'>; connected: boolean }
  >();

  /** By incarnation: the newest mark that has landed. */
  private readonly marks = new Map<string, number>();
  /** Those whose calls are all in the ledger: a message of theirs that comes late is not believed. */
  private readonly forgotten = new Set<string>();

  get names(): string[] {
    return [...this.known.keys()];
  }

  /** Those that share what is left: at least one. */
  get active(): number {
    let count = 0;
    for (const { connected } of this.known.values()) if (connected) count++;
    return Math.max(1, count);
  }

  has(instance: string): boolean {
    return this.known.has(instance);
  }

  isConnected(instance: string): boolean {
    return this.known.get(instance)?.connected === true;
  }

  found(instance: string, alive: boolean): void {
    if (!this.known.has(instance))
      this.known.set(instance, { state: alive ? 'alive' : 'ended', connected: false });
  }

  connected(instance: string): void {
    this.known.set(instance, { state: 'alive', connected: true });
  }

  disconnected(instance: string): void {
    const one = this.known.get(instance);
    if (one !== undefined) one.connected = false;
  }

  /** Looks after those that are not connected; returns the ones that are wholly in the ledger now. */
  drained(stateOf: (instance: string) => IncarnationState): string[] {
    const done: string[] = [];
    for (const [instance, one] of this.known) {
      if (one.connected) continue;
      const state = stateOf(instance);
      if (state === 'drained') done.push(instance);
      else one.state = state;
    }
    return done;
  }

  forget(instances: readonly string[]): void {
    for (const instance of instances) {
      this.known.delete(instance);
      this.marks.delete(instance);
      this.forgotten.add(instance);
    }
  }

  isForgotten(instance: string): boolean {
    return this.forgotten.has(instance);
  }

  /** Everything it recorded until then is in the ledger. */
  marked(instance: string, at: number): void {
    this.marks.set(instance, Math.max(at, this.marks.get(instance) ?? 0));
  }

  hasLanded(instance: string, at: number): boolean {
    return at <= (this.marks.get(instance) ?? 0);
  }
}
