/** What an answer of any dialect says, for people. The whole answer always stands beneath it. */

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textIn = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : []);

/** Text of content that is a string or a list of parts with `text`. */
function contentText(content: unknown): string[] {
  if (typeof content === 'string') return textIn(content);
  return list(content).flatMap((part) => (isObject(part) ? textIn(part['text']) : []));
}

function unaryText(answer: Json): string[] {
  const ofChoices = list(answer['choices']).flatMap((choice) => {
    if (!isObject(choice)) return [];
    const message = choice['message'] ?? choice['delta'];
    return isObject(message) ? contentText(message['content']) : textIn(choice['text']);
  });
  const ofOutput = list(answer['output']).flatMap((item) =>
    isObject(item) ? contentText(item['content']) : [],
  );
  const ofCandidates = list(answer['candidates']).flatMap((candidate) => {
    const content = isObject(candidate) ? candidate['content'] : undefined;
    return isObject(content) ? contentText(content['parts']) : [];
  });
  return [...ofChoices, ...ofOutput, ...contentText(answer['content']), ...ofCandidates];
}

function eventText(event: Json): string[] {
  const delta = event['delta'];
  if (event['type'] === 'response.output_text.delta') return textIn(delta);
  if (event['type'] === 'content_block_delta') return isObject(delta) ? textIn(delta['text']) : [];
  return 'choices' in event || 'candidates' in event ? unaryText(event) : [];
}

/** Events of a stream, as JSON; `[DONE]` and what is no JSON are left out. */
function eventsOf(stream: string): Json[] {
  return stream.split(/\r?\n/).flatMap((line) => {
    if (!line.startsWith('data:')) return [];
    try {
      const value: unknown = JSON.parse(line.slice(5));
      return isObject(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

/** The words of the model; undefined where the answer has none (embeddings, a tool call, a failure). */
export function answerText(response: unknown): string | undefined {
  const words =
    typeof response === 'string'
      ? eventsOf(response).flatMap(eventText)
      : isObject(response)
        ? unaryText(response)
        : [];
  const joined = words.join('');
  return joined === '' ? undefined : joined;
}

export interface AnswerFault {
  message: string;
  code?: string;
  remedy?: string;
}

/** What went wrong, from the error object of any dialect or of Weir. */
export function faultOfAnswer(response: unknown): AnswerFault | undefined {
  const body = Array.isArray(response) ? response[0] : response;
  const error = isObject(body) ? body['error'] : undefined;
  if (!isObject(error) || typeof error['message'] !== 'string') return undefined;
  const code = [error['code'], error['type'], error['status']].find((one) => typeof one === 'string');
  return {
    message: error['message'],
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof error['remedy'] === 'string' ? { remedy: error['remedy'] } : {}),
  };
}

/** The whole answer as text: JSON indented, a stream as it came. */
export const wholeText = (response: unknown): string =>
  typeof response === 'string' ? response : (JSON.stringify(response, null, 2) ?? '');
