import type { WireDialect } from '../../contract.ts';

const NEWLINES = /[\r\n]+/g;
const LEADING_TYPE = /^\{"type":"([a-z_]{1,64})"/;
const EVENT_NAME = /^[A-Za-z_]{1,64}$/;
const EXCEPTION_NAME = /^[A-Za-z]{1,55}Exception$/;
const LONGEST_TEXT = 2_000;

/** Anthropic's names for what AWS calls its exceptions. */
const ANTHROPIC_TYPES: Readonly<Record<string, string>> = {
  validationException: 'invalid_request_error',
  accessDeniedException: 'permission_error',
  resourceNotFoundException: 'not_found_error',
  throttlingException: 'rate_limit_error',
  serviceQuotaExceededException: 'rate_limit_error',
  serviceUnavailableException: 'overloaded_error',
  modelTimeoutException: 'timeout_error',
};

/** A server-sent event; line breaks between the tokens of the JSON would end it and are taken out. */
export function eventFrame(type: string, json: string): string {
  return `event: ${type}\ndata: ${json.replace(NEWLINES, ' ')}\n\n`;
}

/** The Anthropic event in a chunk of InvokeModelWithResponseStream; undefined when there is none. */
export function invokeFrame(body: Buffer): string | undefined {
  try {
    const { bytes } = JSON.parse(body.toString('utf8')) as { bytes?: unknown };
    if (typeof bytes !== 'string') return undefined;
    const json = Buffer.from(bytes, 'base64').toString('utf8');
    const type = LEADING_TYPE.exec(json)?.[1] ?? (JSON.parse(json) as { type?: unknown }).type;
    return typeof type === 'string' && EVENT_NAME.test(type) ? eventFrame(type, json) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What went wrong, as the dialect says it: Anthropic's `error` event, or for Converse an event named for the exception
 * (`...Exception` always) with its `message`.
 */
export function errorFrame(
  dialect: WireDialect | undefined,
  exception: string | undefined,
  text: string | undefined,
): string {
  const named =
    exception !== undefined && EXCEPTION_NAME.test(exception) ? exception : 'internalServerException';
  // some exceptions come in upper case, others in lower
  const name = named.charAt(0).toLowerCase() + named.slice(1);
  const message = (text ?? `The provider failed with ${name}.`).slice(0, LONGEST_TEXT);
  if (dialect === 'converse') return eventFrame(name, JSON.stringify({ message }));
  const type = ANTHROPIC_TYPES[name] ?? 'api_error';
  return eventFrame('error', JSON.stringify({ type: 'error', error: { type, message } }));
}
