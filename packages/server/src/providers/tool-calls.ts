const MAX_NAMES = 64;
const MAX_NAME_LENGTH = 128;

/** Counts tool calls and keeps the names of the first of them, a name as often as it was called. */
export class ToolCalls {
  count = 0;
  readonly names: string[] = [];

  add(name: unknown): void {
    this.count += 1;
    if (typeof name !== 'string' || name.length === 0 || this.names.length >= MAX_NAMES) return;
    this.names.push(name.slice(0, MAX_NAME_LENGTH));
  }
}
