import { readAnswer as readAnthropic, readError as readAnthropicError } from './anthropic/read-answer.ts';
import { readRequest as readMessages } from './anthropic/read-request.ts';
import { AnthropicStreamReader } from './anthropic/read-stream.ts';
import { writeError as writeAnthropicError, writeAnswer as writeMessage } from './anthropic/write-answer.ts';
import { writeRequest as writeMessagesRequest } from './anthropic/write-request.ts';
import { AnthropicStreamWriter } from './anthropic/write-stream.ts';
import { readAnswer as readConverse, readError as readConverseError } from './converse/read-answer.ts';
import { ConverseStreamReader } from './converse/read-stream.ts';
import { writeRequest as writeConverse } from './converse/write-request.ts';
import type { ClientSide, ProviderSide } from './dialect.ts';
import { readAnswer as readGemini, readError as readGeminiError } from './gemini/read-answer.ts';
import { readRequest as readGenerate } from './gemini/read-request.ts';
import { GeminiStreamReader } from './gemini/read-stream.ts';
import { writeAnswer as writeGemini, writeError as writeGeminiError } from './gemini/write-answer.ts';
import { writeRequest as writeGenerate } from './gemini/write-request.ts';
import { GeminiStreamWriter } from './gemini/write-stream.ts';
import { readAnswer as readCompletion, readError as readOpenAiError } from './openai/read-answer.ts';
import { readRequest as readChat } from './openai/read-request.ts';
import { OpenAiStreamReader } from './openai/read-stream.ts';
import { writeAnswer as writeCompletion, writeError as writeOpenAiError } from './openai/write-answer.ts';
import { writeRequest as writeChat } from './openai/write-request.ts';
import { OpenAiStreamWriter } from './openai/write-stream.ts';
import { readRequest as readResponses } from './responses/read-request.ts';
import { writeAnswer as writeResponse } from './responses/write-answer.ts';
import { ResponsesStreamWriter } from './responses/write-stream.ts';

const generate: ClientSide = {
  readRequest: readGenerate,
  writeAnswer: writeGemini,
  writeError: writeGeminiError,
  createStreamWriter: (context) => new GeminiStreamWriter(context),
};

/** By name of the client's operation. */
export const CLIENT_SIDES: Readonly<Record<string, ClientSide>> = {
  'chat.completions': {
    readRequest: readChat,
    writeAnswer: writeCompletion,
    writeError: writeOpenAiError,
    createStreamWriter: (context) => new OpenAiStreamWriter(context),
  },
  responses: {
    readRequest: readResponses,
    writeAnswer: writeResponse,
    writeError: writeOpenAiError,
    createStreamWriter: (context) => new ResponsesStreamWriter(context),
  },
  messages: {
    readRequest: readMessages,
    writeAnswer: writeMessage,
    writeError: writeAnthropicError,
    createStreamWriter: (context) => new AnthropicStreamWriter(context),
  },
  generate_content: generate,
  stream_generate_content: generate,
};

export const OPENAI: ProviderSide = {
  writeRequest: writeChat,
  readAnswer: readCompletion,
  readError: readOpenAiError,
  createStreamReader: () => new OpenAiStreamReader(),
};

export const ANTHROPIC: ProviderSide = {
  writeRequest: writeMessagesRequest,
  readAnswer: readAnthropic,
  readError: readAnthropicError,
  createStreamReader: () => new AnthropicStreamReader(),
};

export const GEMINI: ProviderSide = {
  writeRequest: writeGenerate,
  readAnswer: readGemini,
  readError: readGeminiError,
  createStreamReader: (callId) => new GeminiStreamReader(callId),
};

export const CONVERSE: ProviderSide = {
  writeRequest: writeConverse,
  readAnswer: readConverse,
  readError: readConverseError,
  createStreamReader: () => new ConverseStreamReader(),
};
