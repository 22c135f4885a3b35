// Finds what a serverless host offers for work that outlives the response.

const vercelRequestContext = Symbol.for("@vercel/request-context");

export type WaitUntil = (promise: Promise<unknown>) => void;

/** The `waitUntil` of the request that the code runs in, where the host provides one (Vercel, Next.js). */
export function findWaitUntil(): WaitUntil | undefined {
  try {
    const holder: unknown = Reflect.get(globalThis, vercelRequestContext);
    const context: unknown = callMethod(holder, "get");
    if (typeof context !== "object" || context === null) return undefined;
    const waitUntil: unknown = Reflect.get(context, "waitUntil");
    if (typeof waitUntil !== "function") return undefined;
    return (promise) => void Reflect.apply(waitUntil, context, [promise]);
  } catch {
    // The host's object is not ours; if it throws there is no request to wait for.
    return undefined;
  }
}

function callMethod(holder: unknown, name: string): unknown {
  if (typeof holder !== "object" || holder === null) return undefined;
  const method: unknown = Reflect.get(holder, name);
  return typeof method === "function" ? Reflect.apply(method, holder, []) : undefined;
}
