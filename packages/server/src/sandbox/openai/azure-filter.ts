/** What Azure's content filter says of harmless text. */
export const SAFE = Object.fromEntries(
  ['hate', 'self_harm', 'sexual', 'violence'].map((kind) => [kind, { filtered: false, severity: 'safe' }]),
);

export const PROMPT_SAFE = [{ prompt_index: 0, content_filter_results: SAFE }];
