import { anthropicErrorBody } from './anthropic/errors.ts';
import { anthropicHeaders } from './anthropic/headers.ts';
import type { ApiError } from './api-error.ts';
import { azureErrorBody, bedrockErrorBody, bedrockException } from './clouds/errors.ts';
import { geminiErrorBody } from './gemini/errors.ts';
import { openaiErrorBody } from './openai/errors.ts';
import { openaiHeaders } from './openai/headers.ts';
import type { Exchange } from './world.ts';

/** Headers that every answer of this API carries. */
export function headersOf(exchange: Exchange): Record<string, string> {
  const { target, requestId } = exchange;
  switch (target.front) {
    case 'azure':
      return { ...openaiHeaders(exchange), 'apim-request-id': requestId, 'x-ms-region': 'Sandbox' };
    case 'bedrock':
      return { 'x-weir-sandbox': 'true', 'x-amzn-requestid': requestId };
    default:
      break;
  }
  switch (target.dialect) {
    case 'openai':
      return openaiHeaders(exchange);
    case 'anthropic':
      return anthropicHeaders(exchange);
    case 'gemini':
      return {
        'x-weir-sandbox': 'true',
        'x-sandbox-request-id': requestId,
        'server-timing': 'gfet4t7; dur=12',
      };
  }
}

export interface SpokenError {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** An error as this API says it. */
export function speakError(exchange: Exchange, error: ApiError): SpokenError {
  const { target, requestId } = exchange;
  const headers = { ...headersOf(exchange), ...error.headers };
  const { status } = error;
  if (target.front === 'bedrock') {
    const named = { ...headers, 'x-amzn-errortype': bedrockException(error) };
    return { status: status === 529 ? 503 : status, headers: named, body: bedrockErrorBody(error) };
  }
  const azureOwn = ['authentication', 'not_found', 'rate_limit', 'permission'].includes(error.reason);
  if (target.front === 'azure' && azureOwn) return { status, headers, body: azureErrorBody(error) };
  switch (target.dialect) {
    case 'openai':
      return { status, headers, body: openaiErrorBody(error) };
    case 'anthropic':
      return { status, headers, body: anthropicErrorBody(error, requestId) };
    case 'gemini':
      return { status: status === 529 ? 503 : status, headers, body: geminiErrorBody(error) };
  }
}
