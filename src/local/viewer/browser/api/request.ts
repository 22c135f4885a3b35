// One request to the platform that served this page. Failures are told apart, because the page says different things.

import { sessionKey } from "./session-key.ts";

export type FailureKind = "offline" | "unauthorized" | "not-found" | "refused" | "broken";

/** A request that gave no result. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** Asks for JSON; throws `RequestFailure`, or the signal's reason when it was aborted. */
export async function requestJson(
  path: string,
  options: { body?: unknown; signal?: AbortSignal } = {},
): Promise<unknown> {
  const response = await requestResponse(path, options);
  return response.json().catch((cause: unknown) => {
    options.signal?.throwIfAborted();
    // Cut off halfway: the platform was stopped meanwhile.
    throw new RequestFailure("offline", "the answer broke off", cause);
  });
}

/** The answer itself, when its status says success. */
export async function requestResponse(
  path: string,
  { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
): Promise<Response> {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${sessionKey.value}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    credentials: "omit",
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    // fetch rejects for one more reason: nobody answered.
    throw new RequestFailure("offline", "the platform does not answer", cause);
  });
  if (response.ok) return response;
  throw new RequestFailure(kindOf(response.status), await readReason(response));
}

function kindOf(status: number): FailureKind {
  if (status === 401) return "unauthorized";
  if (status === 404) return "not-found";
  return status >= 500 ? "broken" : "refused";
}

async function readReason(response: Response): Promise<string> {
  const text = await response.text().catch(() => ""); // The status alone says enough.
  return `the platform answered ${response.status}${text === "" ? "" : `: ${text.slice(0, 300)}`}`;
}
