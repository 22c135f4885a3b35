// The seam between the sender and HTTP: one request in, one outcome out. Implementations live beside it.

/** One POST of a body that is already bytes-in-waiting: a re-send passes the same value. */
export interface TransportRequest {
  readonly path: string;
  readonly body: Uint8Array;
}

/** An answer, or the reason why there was none. Expected failures are values: a transport never rejects. */
export type TransportOutcome =
  | {
      readonly type: "answer";
      readonly status: number;
      /** Value of the Retry-After header, as sent. */
      readonly retryAfter?: string;
      /** The first kilobytes of the answer's text, for refusals only. */
      readonly text: string;
    }
  /** No complete answer: refused, reset, DNS, TLS, timeout, truncated. `code` is safe to log. */
  | { readonly type: "no-answer"; readonly code: string };

export interface TransportOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Header values are secret: they must not reach logs or errors. */
  readonly headers: Readonly<Record<string, string>>;
  /** Time for one attempt, from connecting, or from the answer before it on its connection, to the last byte of its own. */
  readonly timeoutMs: number;
  /** Connections kept open at once. */
  readonly concurrency: number;
  /** The caller's own fetch, used in place of the runtime's client. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface Transport {
  /** How many requests it sends in one write when they are posted together; as things stand, and 1 where it says nothing. */
  readonly groupSize?: number;
  post(request: TransportRequest): Promise<TransportOutcome>;
  /** Opens a connection where there is none, so that the next request need not wait for it. Never throws. */
  prepare?(): void;
  /** Ends what is under way, as not answered, where it would keep the process alive. It may be used again. */
  letGo?(): void;
  /** Closes every connection and ends every request under way. Idempotent. */
  close(): Promise<void>;
}
