/** What every variant is asked and answered. Sizes are those of shared/performance.md: 0.87 KB in, 0.7 KB out. */
export const UNARY_MODEL = 'gpt-4o';
export const STREAM_MODEL = 'gpt-4o-mini';
export const SLOW_MODEL = 'gpt-4.1';
export const HOLD_MODEL = 'gpt-4.1-mini';
export const SLOW_SECONDS = 0.06;
export const CHUNKS = 40;
export const CHUNK_GAP_SECONDS = 0.005;

const SYSTEM =
  'You are the assistant of an insurance company. Answer briefly and politely, name the policy section you rely on, ' +
  'never promise a payment, and hand over to a person when the customer asks for one or when you are not certain. ';

export function requestBody(stream: boolean, model = stream ? STREAM_MODEL : UNARY_MODEL): string {
  return JSON.stringify({
    model,
    messages: [
      { role: 'system', content: SYSTEM.repeat(2) },
      {
        role: 'user',
        content: 'My car was hit while parked. Which documents do you need from me, and by when?',
      },
    ],
    max_tokens: 256,
    temperature: 0.2,
    ...(stream ? { stream: true } : {}),
  });
}

const USAGE = {
  prompt_tokens: 143,
  completion_tokens: 61,
  total_tokens: 204,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

export const UNARY_ANSWER = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'gpt-4o-2024-08-06',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content:
          'Please send photos of the damage, the repair estimate and, if the other driver is known, a police report. ' +
          'Section 4.2 of your policy asks for them within ten days of the incident.',
        refusal: null,
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: USAGE,
  service_tier: 'default',
  system_fingerprint: 'fp_bench',
});

function chunk(choices: unknown[], extra: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    system_fingerprint: 'fp_bench',
    choices,
    ...extra,
  });
}

/** Data lines of the stream: 40 pieces of text, the end, usage, [DONE]. */
export const STREAM_EVENTS: readonly string[] = [
  ...Array.from({ length: CHUNKS }, (_, i) =>
    chunk([{ index: 0, delta: { content: ` word${i}` }, logprobs: null, finish_reason: null }]),
  ),
  chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]),
  chunk([], { usage: USAGE }),
  '[DONE]',
];
