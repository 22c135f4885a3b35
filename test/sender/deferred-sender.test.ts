import { expect, test, vi } from "vitest";
import { DeferredSender } from "../../src/sender/deferred-sender.ts";
import type { OutgoingEvent, Sender, SenderStats } from "../../src/sender/outgoing-event.ts";

const quiet = { warn() {}, debug() {} };

const eventOf = (path: string): OutgoingEvent => ({
  kind: "interaction",
  path,
  createContent: () => ({ type: "drop", reason: "empty" }),
});

function recordingSender(): Sender & { readonly offered: string[] } {
  const offered: string[] = [];
  const stats = (): SenderStats => ({
    offered: offered.length,
    sent: offered.length,
    dropped: {},
    pending: 0,
    queued: 0,
    inFlight: 0,
    retried: 0,
    queuedBytes: 0,
    spooled: 0,
    sentBytes: 0,
  });
  const flush = () => Promise.resolve({ sent: offered.length, failed: 0, pending: 0 });
  const offer = (event: OutgoingEvent): Promise<void> => {
    offered.push(event.path);
    return Promise.resolve();
  };
  return { offered, offer, flush, shutdown: flush, stats };
}

test("a sender that was never needed is never loaded", async () => {
  let loads = 0;
  const deferred = new DeferredSender(() => {
    loads += 1;
    return Promise.resolve(recordingSender());
  }, quiet);
  expect(await deferred.flush()).toEqual({ sent: 0, failed: 0, pending: 0 });
  expect(deferred.stats()).toMatchObject({ offered: 0, pending: 0 });
  expect(loads).toBe(0);
});

test("told to prepare, it is loaded and told so as well, and what is offered meanwhile waits for it", async () => {
  const told: string[] = [];
  const inner = { ...recordingSender(), prepare: () => void told.push("prepare") };
  const deferred = new DeferredSender(() => Promise.resolve(inner), quiet);
  deferred.prepare();
  await deferred.offer(eventOf("1"));
  expect(told).toEqual(["prepare"]);
  deferred.prepare();
  await deferred.flush();
  expect(told).toEqual(["prepare", "prepare"]);
  expect(inner.offered).toEqual(["1"]);
});

test("events offered while it loads are counted at once and keep their order, also against those offered as it arrives", async () => {
  const inner = recordingSender();
  const { promise: loading, resolve: load } = Promise.withResolvers<Sender>();
  const deferred = new DeferredSender(() => loading, quiet);
  const accepted = [deferred.offer(eventOf("1")), deferred.offer(eventOf("2"))];
  expect(deferred.stats()).toMatchObject({ offered: 2, pending: 2, queued: 2 });
  const third = loading.then(() => Promise.resolve()).then(() => deferred.offer(eventOf("3")));
  const flushed = deferred.flush();
  load(inner);
  await Promise.all([...accepted, third]);
  expect(inner.offered).toEqual(["1", "2", "3"]);
  expect((await flushed).sent).toBeGreaterThanOrEqual(2);
  expect(deferred.stats()).toMatchObject({ offered: 3, pending: 0 });
});

test("a sender that cannot be loaded costs the events and says so in the books, nothing else", async () => {
  const warn = vi.fn();
  const deferred = new DeferredSender(() => Promise.reject(new Error("no such file")), { ...quiet, warn });
  await deferred.offer(eventOf("1"));
  expect(deferred.stats()).toMatchObject({ offered: 1, pending: 0, dropped: { closed: 1 } });
  expect(await deferred.flush()).toMatchObject({ failed: 1, pending: 0 });
  expect(await deferred.shutdown()).toMatchObject({ pending: 0 });
  expect(warn).toHaveBeenCalledOnce();
});

test("where the request that began to load it is gone, the next one loads it", async () => {
  const inner = recordingSender();
  const loads: Promise<Sender>[] = [];
  const deferred = new DeferredSender(() => {
    const loading = Promise.resolve<Sender>(inner);
    // As on Cloudflare Workers: to another request, what a request that has ended waited for rejects.
    if (loads.length === 0) vi.spyOn(loading, "then").mockRejectedValue(new Error("its request has since ended"));
    loads.push(loading);
    return loading;
  }, quiet);
  const offered = deferred.offer(eventOf("1"));
  const flushed = deferred.flush();
  await offered;
  expect(await flushed).toMatchObject({ sent: 1 });
  await deferred.offer(eventOf("2"));
  expect(inner.offered).toEqual(["1", "2"]);
  expect(loads).toHaveLength(2);
  expect(deferred.stats()).toMatchObject({ offered: 2, pending: 0 });
});

test.each([0, 1, 2, 3, 4])("a flush %i turns after it is loaded comes after what was offered before", async (turns) => {
  const inner = recordingSender();
  const { promise: loading, resolve: load } = Promise.withResolvers<Sender>();
  let flushed: Promise<unknown> | undefined;
  const flushLater = async (): Promise<void> => {
    await loading;
    for (let turn = 0; turn < turns; turn += 1) await undefined;
    flushed = deferred.flush();
  };
  const later = flushLater();
  const deferred = new DeferredSender(() => loading, quiet);
  const accepted = deferred.offer(eventOf("1"));
  load(inner);
  await Promise.all([accepted, later]);
  expect(await flushed).toEqual({ sent: 1, failed: 0, pending: 0 });
});
