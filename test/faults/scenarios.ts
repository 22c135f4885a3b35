// The bad days: what the platform does in each, and what a client must make of it.

import type { ChildTask } from "./child.ts";
import { type Fault, healthy } from "./fault-server.ts";

export interface Scenario {
  readonly name: string;
  /** What happens to the request of this index, so many milliseconds after the first one. */
  readonly behave: (request: { readonly index: number; readonly sinceFirstMs: number }) => Fault;
  readonly task?: Partial<ChildTask>;
  /** Nobody listens at first; the server comes to life on its port after so long. Never, for `null`. */
  readonly startsAfterMs?: number | null;
  /** The server goes away after so many requests and comes back on the same port. */
  readonly restartsAfterRequests?: number;
  /** Base URL in place of the server's own. */
  readonly baseUrl?: (serverUrl: string) => string;
  readonly expect: Expectation;
}

export interface Expectation {
  /** `all`: every event arrives. `none`: none does. */
  readonly delivered: "all" | "none";
  /** Every event that is not delivered is dropped for this reason, or `pending` when the process ended. */
  readonly left?: "rejected" | "unauthorized" | "too_large" | "pending" | "retries_exhausted";
  /** A body may arrive twice: the platform took it but did not say so. */
  readonly mayDuplicate?: true;
  readonly maxRequests?: number;
}

const all: Expectation = { delivered: "all" };
const answer = (status: number, headers: Record<string, string> = {}): Fault => ({ type: "answer", status, headers });

/** The first requests meet the fault, the later ones do not. */
const atFirst =
  (fault: Fault, requests = 6): Scenario["behave"] =>
  ({ index }) =>
    index < requests ? fault : healthy;
const always =
  (fault: Fault): Scenario["behave"] =>
  () =>
    fault;
/** Far longer than the exit budget: what ends in time was not held by its request. */
const patient = { timeoutMs: 60_000 };
const endsAtOnce: Partial<ChildTask> = { ending: "nothing", options: patient };
const shuts: Partial<ChildTask> = { ending: "shutdown", endingTimeoutMs: 1_000, options: patient };

const passing = (name: string, fault: Fault, expectation: Expectation = all): Scenario => ({
  name: `${name}, then healthy`,
  behave: atFirst(fault),
  expect: expectation,
});
const lasting = (name: string, fault: Fault): Scenario[] => [
  { name: `${name}, for ever; script ends`, behave: always(fault), task: endsAtOnce, expect: nobodyAnswers },
  { name: `${name}, for ever; shutdown(1 s)`, behave: always(fault), task: shuts, expect: { delivered: "none" } },
];
const nobodyAnswers: Expectation = { delivered: "none", left: "pending" };
const final = (status: number): Scenario => ({
  name: `${status}`,
  behave: always(answer(status, { location: "http://127.0.0.1:9/" })),
  expect: { delivered: "none", left: "rejected", maxRequests: 20 },
});
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString();

export const scenarios: readonly Scenario[] = [
  { name: "healthy", behave: always(healthy), expect: { ...all, maxRequests: 20 } },
  { name: "healthy; script ends", behave: always(healthy), task: endsAtOnce, expect: { ...all, maxRequests: 20 } },
  { name: "204 without a body", behave: always(answer(204)), expect: { ...all, maxRequests: 20 } },
  {
    name: "200 with garbage",
    behave: always({ type: "answer", status: 200, body: "<html>\u0000" }),
    expect: { ...all, maxRequests: 20 },
  },
  {
    name: "200 that claims an error",
    behave: always({ type: "answer", status: 200, body: '{"code":500}' }),
    expect: { ...all, maxRequests: 20 },
  },
  {
    name: "200 with 10 MB",
    behave: always({ type: "answer", status: 200, body: " ".repeat(10_000_000) }),
    // 200 MB take their time on a busy machine; how long an answer may take is not what this shows.
    task: { options: patient },
    expect: { ...all, maxRequests: 20 },
  },
  { name: "refused for 700 ms", behave: always(healthy), startsAfterMs: 700, expect: all },
  {
    name: "refused for ever; script ends",
    behave: always(healthy),
    startsAfterMs: null,
    task: endsAtOnce,
    expect: nobodyAnswers,
  },
  {
    name: "restart on the same port",
    behave: always(healthy),
    restartsAfterRequests: 5,
    expect: { ...all, mayDuplicate: true },
  },
  passing("accepts, never answers", { type: "silence" }),
  ...lasting("accepts, never answers", { type: "silence" }),
  passing("headers, then silence", { type: "silence-after-headers" }),
  passing("answers in 200 ms", { type: "late", afterMs: 200 }),
  passing("answers after the timeout", { type: "late", afterMs: 1_500 }, { ...all, mayDuplicate: true }),
  passing("one byte a second", { type: "drip" }),
  ...lasting("one byte a second", { type: "drip" }),
  passing("reset in the request", { type: "reset-in-request" }),
  passing("reset before the answer", { type: "reset-before-answer" }),
  passing("reset in the answer", { type: "reset-in-answer" }),
  passing("taken, then reset", { type: "taken-then-reset" }, { ...all, mayDuplicate: true }),
  passing("truncated answer", { type: "truncated" }),
  passing("half-closed", { type: "half-close" }),
  passing("no HTTP", { type: "no-http" }),
  ...lasting("reset before the answer", { type: "reset-before-answer" }),
  {
    name: "plain HTTP where TLS is expected; script ends",
    behave: always(healthy),
    baseUrl: (url) => url.replace("http:", "https:"),
    task: endsAtOnce,
    expect: nobodyAnswers,
  },
  {
    name: "host name that does not exist; script ends",
    behave: always(healthy),
    baseUrl: () => "https://platform.invalid",
    task: { ...endsAtOnce, options: { ...patient, apiKey: "key" } },
    expect: nobodyAnswers,
  },
  ...[300, 301, 302, 307, 308, 400, 402, 404, 405, 409, 410, 415, 422].map(final),
  ...[401, 403].map(
    (status): Scenario => ({
      name: `${status}`,
      behave: always(answer(status)),
      expect: { delivered: "none", left: "unauthorized", maxRequests: 4 },
    }),
  ),
  {
    name: "413 on all that is over 20 kB",
    behave: always({ type: "by-body", choose: (body) => (body.length > 20_000 ? answer(413) : healthy) }),
    task: { messages: 30 },
    expect: { ...all, maxRequests: 40 },
  },
  {
    name: "413, whatever the size",
    behave: always(answer(413)),
    expect: { delivered: "none", left: "too_large", maxRequests: 40 },
  },
  ...[408, 425, 429, 500, 501, 502, 503, 504, 505, 520].map((status) => passing(`${status}`, answer(status))),
  ...lasting("503", answer(503)),
  passing("429, Retry-After: 1", answer(429, { "retry-after": "1" })),
  passing("503, Retry-After: 0", answer(503, { "retry-after": "0" })),
  passing("429, Retry-After: -5", answer(429, { "retry-after": "-5" })),
  passing("429, Retry-After: soon", answer(429, { "retry-after": "soon" })),
  passing("429, Retry-After: 1, 60", answer(429, { "retry-after": "1, 60" })),
  {
    name: "429, Retry-After: date in 2 s, then healthy",
    behave: ({ index }) => (index < 6 ? answer(429, { "retry-after": inSeconds(2) }) : healthy),
    expect: all,
  },
  passing("429, Retry-After: date gone by", answer(429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" })),
  {
    name: "429, Retry-After: 3600; script ends",
    behave: always(answer(429, { "retry-after": "3600" })),
    task: endsAtOnce,
    expect: { ...nobodyAnswers, maxRequests: 4 },
  },
  {
    name: "flapping, 200 ms up, 200 ms down",
    behave: ({ sinceFirstMs }) => (sinceFirstMs % 400 < 200 ? answer(503) : healthy),
    task: { events: 200 },
    expect: all,
  },
  {
    name: "every third request fails, each in its own way",
    behave: ({ index }) => (index % 3 === 0 ? (mixed[(index / 3) % mixed.length] ?? healthy) : healthy),
    task: { events: 200 },
    expect: { ...all, mayDuplicate: true },
  },
];

const mixed: readonly Fault[] = [
  answer(503),
  { type: "reset-before-answer" },
  { type: "truncated" },
  answer(429, { "retry-after": "0" }),
  { type: "silence" },
  { type: "taken-then-reset" },
  answer(500),
  { type: "half-close" },
];
