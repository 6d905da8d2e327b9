import { type ApiError, apiError } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { EXIT, type ExitCode, exitForCode, exitForStatus } from './exit-codes.ts';

/** The body of an error, as the API writes it; `request_id` only when a server answered. */
export type ErrorBody = Omit<ApiError['error'], 'request_id'> & { request_id?: string };

/** An error a command ends with: what to print and which exit code to leave. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly body: ErrorBody;
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, body: ErrorBody, cause?: unknown) {
    super(body.message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.body = body;
  }
}

/** Ends a command that said everything itself with an exit code that is not 0. */
export class QuietExit extends Error {
  override readonly name = 'QuietExit';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

export function usageError(message: string, remedy?: string, field?: string): CliError {
  return new CliError(EXIT.usage, {
    code: 'invalid_argument',
    message,
    ...(field === undefined ? {} : { field }),
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** A change that names no field; `example` is an option with its value. */
export function nothingToChange(example: string): CliError {
  return usageError('Nothing to change', `Give at least one option, such as ${example}; see --help.`);
}

export function unreachableError(
  message: string,
  remedy: string,
  cause?: unknown,
  code = 'weir_unreachable',
): CliError {
  return new CliError(EXIT.unreachable, { code, message, remedy }, cause);
}

/** Turns an answer that is not 2xx into the error to print, also when a proxy answered instead of Weir. */
export async function errorOfResponse(response: Response): Promise<CliError> {
  const text = await response.text();
  const parsed = apiError.safeParse(jsonOrUndefined(text));
  if (!parsed.success) {
    return new CliError(exitForStatus(response.status), {
      code: 'unexpected_answer',
      message: `The server answered ${response.status} with something that is not Weir's: ${excerpt(text)}`,
      remedy: 'Check that --url (WEIR_ADMIN_URL) names the admin port of Weir, 4010 by default.',
    });
  }
  const { error } = parsed.data;
  const remedy = error.remedy ?? remedyFor(error.code);
  return new CliError(exitForStatus(response.status), {
    ...error,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** What to print for anything thrown. Unknown errors keep their text; the stack is for `WEIR_DEBUG=1`. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof WeirError) {
    const { code, message, field, remedy } = error;
    return new CliError(
      exitForCode(code),
      {
        code,
        message,
        ...(field === undefined ? {} : { field }),
        ...(remedy === undefined ? {} : { remedy }),
      },
      error.cause,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(
    EXIT.failed,
    { code: 'internal', message, remedy: 'Set WEIR_DEBUG=1 to see where it happened, and report it.' },
    error,
  );
}

function remedyFor(code: string): string | undefined {
  return code === 'admin_token_invalid'
    ? 'Pass --token or set WEIR_ADMIN_TOKEN; the token was printed at the first start of Weir. Lost it? `weir token create`, where Weir runs, makes another.'
    : undefined;
}

export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? '(nothing)' : line.length > 120 ? `${line.slice(0, 120)}...` : line;
}
