// Finds what the host of a request offers for work that outlives the response. Nothing of the host is imported.

export type WaitUntil = (promise: Promise<unknown>) => void;

/**
 * Where hosts keep the context of the running request, in the order in which they are asked: Next.js' own place, which
 * platforms that host it fill too, and Vercel's.
 */
const requestContexts = [Symbol.for("@next/request-context"), Symbol.for("@vercel/request-context")];

/**
 * `next start` fills neither, yet has a `waitUntil` that its shutdown waits for: the one behind `after()`. Next.js 16 keeps
 * it on the request's store, under a symbol that ends in its version.
 */
const nextWorkStorage = "@next/work-async-storage@";

/** Listing what the process keeps on `globalThis` costs microseconds, so where nothing was found it is not done for every turn. */
const searchEveryMs = 1_000;
let knownKey: symbol | undefined;
let searchedAtMs = Number.NEGATIVE_INFINITY;
/** Once it was asked: Node makes the name of its agent for whoever asks first. */
let isOnCloudflare: boolean | undefined;

/**
 * The `waitUntil` of the request that the code runs in, where the host provides one (Vercel, Next.js, Cloudflare). `nowMs`
 * is the clock's `elapsedMs`.
 */
export function findWaitUntil(nowMs: number): WaitUntil | undefined {
  try {
    for (const key of requestContexts) {
      const context: unknown = Reflect.get(globalThis, key);
      const found = context === undefined ? undefined : waitUntilOf(callMethod(context, "get"));
      if (found !== undefined) return found;
    }
    const storage = findWorkStorage(nowMs);
    const after = storage === undefined ? undefined : readField(callMethod(storage, "getStore"), "afterContext");
    const found = after === undefined ? undefined : waitUntilOf(after);
    return found ?? (isOnCloudflare === false ? undefined : findOnCloudflare());
  } catch {
    // The host's object is not ours; if it throws there is no request to wait for.
    return undefined;
  }
}

/** What `import { waitUntil } from "cloudflare:workers"` gives, where Workers have Node's compatibility. */
function findOnCloudflare(): WaitUntil | undefined {
  isOnCloudflare ??= globalThis.navigator?.userAgent === "Cloudflare-Workers";
  if (!isOnCloudflare) return undefined;
  const getBuiltinModule = readField(Reflect.get(globalThis, "process"), "getBuiltinModule");
  return typeof getBuiltinModule === "function" ? waitUntilOf(getBuiltinModule("cloudflare:workers")) : undefined;
}

function findWorkStorage(nowMs: number): unknown {
  const known: unknown = knownKey === undefined ? undefined : Reflect.get(globalThis, knownKey);
  if (known !== undefined || nowMs - searchedAtMs < searchEveryMs) return known;
  searchedAtMs = nowMs;
  knownKey = Object.getOwnPropertySymbols(globalThis).find((key) => key.description?.startsWith(nextWorkStorage));
  return knownKey === undefined ? undefined : Reflect.get(globalThis, knownKey);
}

function waitUntilOf(context: unknown): WaitUntil | undefined {
  const waitUntil = readField(context, "waitUntil");
  return typeof waitUntil === "function" ? (promise) => void Reflect.apply(waitUntil, context, [promise]) : undefined;
}

function callMethod(holder: unknown, name: string): unknown {
  const method = readField(holder, name);
  return typeof method === "function" ? Reflect.apply(method, holder, []) : undefined;
}

function readField(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}
