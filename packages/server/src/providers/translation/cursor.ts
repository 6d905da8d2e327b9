import { WeirError } from '@weir/core/errors';
import type { Json, Setting } from './conversation.ts';
import { bodyInvalid, notTranslatable } from './refusals.ts';

/**
 * A place in a JSON document that knows its own path. Absent and null are the same. A wrong type is the caller's
 * error (`body_invalid`) and names the field. With `snake` the snake_case spelling of a name is understood as well.
 */
export class Cursor {
  readonly value: unknown;
  readonly at: string;
  private readonly snake: boolean;

  constructor(value: unknown, at: string, snake = false) {
    this.value = value;
    this.at = at;
    this.snake = snake;
  }

  static parse(body: Buffer, snake = false): Cursor {
    let value: unknown;
    try {
      value = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
    } catch (cause) {
      throw notAnObject(cause);
    }
    if (!isObject(value)) throw notAnObject();
    return new Cursor(value, '', snake);
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get(name: string): Cursor {
    const members = isObject(this.value) ? this.value : {};
    const key = this.snake && !(name in members) ? snakeCase(name) : name;
    return new Cursor(members[key], this.path(name), this.snake);
  }

  items(): Cursor[] {
    if (!this.present) return [];
    if (!Array.isArray(this.value)) throw bodyInvalid(this.at, 'must be an array');
    return this.value.map((item, i) => new Cursor(item, this.path(String(i)), this.snake));
  }

  object(): Json {
    if (!isObject(this.value)) throw bodyInvalid(this.at, 'must be an object');
    return this.value;
  }

  text(): string {
    if (typeof this.value !== 'string') throw bodyInvalid(this.at, 'must be a string');
    return this.value;
  }

  textIfAny(): string | undefined {
    return this.present ? this.text() : undefined;
  }

  flag(): boolean {
    if (!this.present) return false;
    if (typeof this.value !== 'boolean') throw bodyInvalid(this.at, 'must be true or false');
    return this.value;
  }

  number(): number {
    if (typeof this.value !== 'number') throw bodyInvalid(this.at, 'must be a number');
    return this.value;
  }

  /** The number as a setting; absent when it equals `usual`, which is to say nothing. */
  numberSetting(usual?: number): Setting<number> | undefined {
    if (!this.present || this.number() === usual) return undefined;
    return this.setting(this.number());
  }

  setting<T>(value: T): Setting<T> {
    return { value, at: this.at };
  }

  /**
   * Holds the object to the fields that are carried (`carried`) or may be dropped because they do not change the
   * answer (`harmless`). Any other that says something throws `not_translatable`.
   */
  only(carried: ReadonlySet<string>, harmless: ReadonlySet<string> = NOTHING): void {
    for (const [key, value] of Object.entries(this.object())) {
      const name = this.snake ? camelCase(key) : key;
      if (carried.has(name) || harmless.has(name) || saysNothing(value)) continue;
      throw new Cursor(value, this.path(name)).refusal();
    }
  }

  refusal(
    what = 'has no counterpart in the dialect of the model that was asked for',
    remedy?: string,
  ): WeirError {
    return notTranslatable(
      this.at,
      what,
      remedy ?? `Remove ${this.at}, or ask for a model that is served in the dialect of your client.`,
    );
  }

  private path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`;
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** Values with which clients spell out a default. An empty object may well switch something on (`googleSearch: {}`). */
function saysNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

function notAnObject(cause?: unknown): WeirError {
  return new WeirError('body_not_json', 'The request body is not a JSON object.', {
    remedy: 'Send one JSON object with Content-Type: application/json.',
    cause,
  });
}
