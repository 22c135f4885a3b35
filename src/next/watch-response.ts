// A response whose body tells when it was read to its end. Everything else about it stays as it was.

import { type StreamTap, tapStream } from "../capture/tap-stream.ts";

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** The twin of a response, with a watched body. Undefined when there is no body to watch; the response is untouched then. */
export function watchResponse(response: Response, tap: StreamTap): Response | undefined {
  const { body } = response;
  if (body === null || body.locked) return undefined;
  try {
    return twinOf(response, tapStream<Uint8Array<ArrayBuffer>>(body, tap));
  } catch {
    // A response that can't be built again (a status outside 200 to 599, a subclass of its own mind) is sent unwatched.
    return undefined;
  }
}

/** The same response around another body. Throws when there is no building it. */
function twinOf(response: Response, body: Body): Response {
  const { status, statusText, headers } = response;
  const init = { status, statusText, headers };
  const twin = isPlain(response) ? new Response(body, init) : twinOfSubclass(response, body, init);
  for (const field of ["url", "redirected", "type"] as const) {
    if (twin[field] !== response[field])
      Object.defineProperty(twin, field, { value: response[field], configurable: true });
  }
  for (const key of Reflect.ownKeys(response)) {
    const property = Object.getOwnPropertyDescriptor(response, key);
    if (property !== undefined && !Object.hasOwn(twin, key)) Object.defineProperty(twin, key, property);
  }
  return twin;
}

function isPlain(response: Response): boolean {
  return Object.getPrototypeOf(response) === Response.prototype;
}

/** `NextResponse` keeps its cookies beside its headers, so its own constructor has to build it. */
function twinOfSubclass(response: Response, body: Body, init: ResponseInit): Response {
  try {
    const made: unknown = Reflect.construct(response.constructor as new () => Response, [body, init]);
    // A constructor that takes something else made something else.
    if (made instanceof Response && made.body === body && made.status === response.status) return made;
  } catch {
    // A constructor that takes something else: the prototype alone has to do.
  }
  return Object.setPrototypeOf(new Response(body, init), Object.getPrototypeOf(response));
}
