/** `streamTypes` of operations whose streams are server-sent events. */
export const EVENT_STREAM: readonly string[] = ['text/event-stream'];
