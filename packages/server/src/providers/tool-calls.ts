const MAX_NAMES = 32;
const MAX_NAME_LENGTH = 128;

/** Counts tool calls and keeps the first few distinct names. */
export class ToolCalls {
  count = 0;
  readonly names: string[] = [];

  add(name: unknown): void {
    this.count += 1;
    if (typeof name !== 'string' || name.length === 0 || this.names.length >= MAX_NAMES) return;
    const bounded = name.slice(0, MAX_NAME_LENGTH);
    if (!this.names.includes(bounded)) this.names.push(bounded);
  }
}
