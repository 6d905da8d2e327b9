/** Claude 2 and 3, and 4 up to 4.0: no structured output. */
const WITHOUT_FORMATS =
  /claude-(v?[123]\b|[23]-|instant|(opus|sonnet)-4(-0)?(-20\d{6}|@|$|-v\d)|(opus|sonnet)-4-0\b)/;
/** Up to 4.5 thinking is switched on with a number of tokens; later models take an effort. */
const COUNTS_THOUGHT = /claude-(opus|sonnet|haiku)-4-[1-5](?!\d)/;

export function knowsFormats(model: string): boolean {
  return !WITHOUT_FORMATS.test(model);
}

export function countsThought(model: string): boolean {
  return WITHOUT_FORMATS.test(model) || COUNTS_THOUGHT.test(model);
}

/** True when every object of the schema is closed: Anthropic closes open ones, which would forbid what they allow. */
export function isClosedSchema(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isClosedSchema);
  if (typeof node !== 'object' || node === null) return true;
  const schema = node as Record<string, unknown>;
  const isObjectType = schema['type'] === 'object' || 'properties' in schema;
  if (isObjectType && schema['additionalProperties'] !== false) return false;
  return Object.entries(schema).every(([key, value]) =>
    key === 'properties' || key === '$defs' || key === 'definitions'
      ? Object.values(value ?? {}).every(isClosedSchema)
      : key === 'enum' || key === 'const' || isClosedSchema(value),
  );
}
