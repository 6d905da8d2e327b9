import type { AttributeValue, Span } from './span.ts';

type Json = Readonly<Record<string, unknown>>;

const DEEPEST = 20;

/** Spans of an ExportTraceServiceRequest in OTLP/JSON: ids are hex. Throws a plain Error that says what is wrong where. */
export function spansOfJson(text: string): Span[] {
  const request: unknown = JSON.parse(text);
  if (!isObject(request)) throw new Error('the body is not an object');
  return list(request['resourceSpans'], 'resourceSpans').flatMap((one) => {
    const resource = attributesOf(isObject(one['resource']) ? one['resource']['attributes'] : undefined);
    return list(one['scopeSpans'], 'scopeSpans').flatMap((group) => {
      const scope = isObject(group['scope']) ? textOf(group['scope']['name']) : '';
      return list(group['spans'], 'spans').map((span) => spanOf(span, resource, scope));
    });
  });
}

function spanOf(span: Json, resource: Span['resource'], scope: string): Span {
  const status = isObject(span['status']) ? span['status'] : {};
  return {
    traceId: textOf(span['traceId']).toLowerCase(),
    spanId: textOf(span['spanId']).toLowerCase(),
    parentSpanId: textOf(span['parentSpanId']).toLowerCase(),
    name: textOf(span['name']),
    startNano: nanoOf(span['startTimeUnixNano'], 'startTimeUnixNano'),
    endNano: nanoOf(span['endTimeUnixNano'], 'endTimeUnixNano'),
    statusCode: status['code'] === 2 || status['code'] === 'STATUS_CODE_ERROR' ? 2 : 0,
    statusMessage: textOf(status['message']),
    attributes: attributesOf(span['attributes']),
    resource,
    scope,
  };
}

function attributesOf(pairs: unknown): Map<string, AttributeValue> {
  return new Map(list(pairs, 'attributes').map((pair) => [textOf(pair['key']), anyValue(pair['value'], 0)]));
}

function anyValue(value: unknown, depth: number): AttributeValue {
  if (!isObject(value) || depth > DEEPEST) return null;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined) return numberOf(intValue);
  if (doubleValue !== undefined) return numberOf(doubleValue);
  if (isObject(arrayValue)) {
    const { values } = arrayValue;
    return Array.isArray(values) ? values.map((one) => anyValue(one, depth + 1)) : [];
  }
  if (isObject(kvlistValue)) {
    return Object.fromEntries(
      list(kvlistValue['values'], 'values').map((pair) => [
        textOf(pair['key']),
        anyValue(pair['value'], depth + 1),
      ]),
    );
  }
  return typeof bytesValue === 'string' ? bytesValue : null;
}

/** 64-bit integers come as text. */
function numberOf(value: unknown): AttributeValue {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const number = Number(value);
  return /^-?\d+$/.test(value) && !Number.isSafeInteger(number) ? value : number;
}

function nanoOf(value: unknown, field: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return BigInt(value);
  throw new Error(`${field} is not a number of nanoseconds`);
}

function list(value: unknown, field: string): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new Error(`${field} is not a list of objects`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
