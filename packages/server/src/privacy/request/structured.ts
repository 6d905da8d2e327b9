/** True when the client asked for JSON as text: what is put back into it must be escaped. */
export function asksForJson(body: Buffer): boolean {
  if (!FORMATS.some((format) => body.includes(format))) return false;
  try {
    const request = object(JSON.parse(body.toString('utf8')));
    const chat = object(request['response_format'])['type'];
    const responses = object(object(request['text'])['format'])['type'];
    const claude = object(object(request['output_config'])['format'] ?? request['output_format'])['type'];
    const config = object(request['generationConfig'] ?? request['generation_config']);
    const gemini = config['responseMimeType'] ?? config['response_mime_type'];
    return (
      [chat, responses, claude].some((type) => type === 'json_object' || type === 'json_schema') ||
      gemini === 'application/json'
    );
  } catch {
    return false;
  }
}

const FORMATS = ['"json_object"', '"json_schema"', 'application/json'];

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
