/** The other side sent something that is not strict HTTP/1.1: nothing after it can be trusted. */
export class MalformedAnswer extends Error {
  readonly code = 'UPSTREAM_MALFORMED';

  constructor(what: string) {
    super(`malformed HTTP answer: ${what}`);
    this.name = 'MalformedAnswer';
  }
}

/** The connection ended before the answer did, or before there was one. */
export class ConnectionClosed extends Error {
  readonly code = 'UPSTREAM_CLOSED';

  constructor(when: string) {
    super(`the connection closed ${when}`);
    this.name = 'ConnectionClosed';
  }
}
