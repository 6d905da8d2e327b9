const SECRET_FIELDS =
  'authorization|proxy-authorization|x-api-key|x-goog-api-key|api[_-]?key|cookie|set-cookie|password|secret|token';
const NAMED_SECRET = new RegExp(
  `((?:\\\\?["'])?(?:${SECRET_FIELDS})(?:\\\\?["'])?\\s*[:=,]\\s*)(\\\\?["'])((?:(?!\\2).)*)\\2`,
  'gi',
);
const BARE_HEADER =
  /\b((?:proxy-)?authorization|x-api-key|x-goog-api-key)(\s*[:=]\s*)(?!\\?["'])([^\s"',;]+(?:\s+[A-Za-z0-9._~+/=-]{8,})?)/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi;
const WEIR_SECRET = /\bwk_[A-Za-z0-9]{6,}/g;
const PROVIDER_SECRET = /\bsk-[A-Za-z0-9_-]{6,}/g;
const GOOGLE_SECRET = /\bAIza[A-Za-z0-9_-]{20,}/g;

/** Replaces whatever looks like a secret, by field name or by shape, wherever it stands in a text. */
export function redact(text: string): string {
  return text
    .replace(NAMED_SECRET, '$1$2[redacted]$2')
    .replace(BEARER, '$1 [redacted]')
    .replace(BARE_HEADER, '$1$2[redacted]')
    .replace(WEIR_SECRET, 'wk_[redacted]')
    .replace(PROVIDER_SECRET, 'sk-[redacted]')
    .replace(GOOGLE_SECRET, '[redacted]');
}
