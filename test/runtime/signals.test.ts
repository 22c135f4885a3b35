import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { listenToSignals } from "../../src/runtime/signals.ts";

/** A process that only notes what it was told. */
class NotedProcess extends EventEmitter {
  readonly pid: number;
  readonly raised: string[] = [];
  constructor(pid = 4711) {
    super();
    this.pid = pid;
  }
  kill(_pid: number, signal: string): void {
    this.raised.push(signal);
  }
}

/** Lets what a signal has set off come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function listen(target: NotedProcess): { readonly told: boolean[]; readonly remove: () => void } {
  const told: boolean[] = [];
  const listeners = new Set([async (isHandled: boolean): Promise<void> => void told.push(isHandled)]);
  const remove = listenToSignals(target, listeners);
  return {
    told,
    remove: () => {
      listeners.clear();
      remove();
    },
  };
}

test("a signal that nobody else handles is raised again, and a second one finds nobody", async () => {
  const target = new NotedProcess();
  const { told } = listen(target);
  target.emit("SIGTERM", "SIGTERM");
  target.emit("SIGTERM", "SIGTERM");
  await settled();
  expect(told).toEqual([false]);
  expect(target.raised).toEqual(["SIGTERM"]);
});

test("where the program handles a signal and goes on, the next one is listened to as well", async () => {
  const target = new NotedProcess();
  target.on("SIGINT", () => {});
  const { told, remove } = listen(target);
  for (let time = 0; time < 3; time += 1) {
    target.emit("SIGINT", "SIGINT");
    await settled();
  }
  target.emit("SIGTERM", "SIGTERM");
  await settled();
  expect(told).toEqual([true, true, true, false]);
  expect(target.raised).toEqual(["SIGTERM"]);
  remove();
  expect(target.listenerCount("SIGINT")).toBe(1);
});

test("a program that handles a signal once is ended by the second one at once", async () => {
  const target = new NotedProcess();
  target.once("SIGINT", () => {});
  const { told } = listen(target);
  target.emit("SIGINT", "SIGINT");
  await settled();
  expect(target.listenerCount("SIGINT")).toBe(0);
  expect(told).toEqual([true]);
  expect(target.raised).toEqual([]);
});

test("a listener that was removed while a signal is handled does not come back", async () => {
  const target = new NotedProcess();
  target.on("SIGINT", () => {});
  const { remove } = listen(target);
  target.emit("SIGINT", "SIGINT");
  remove();
  await settled();
  expect(target.listenerCount("SIGINT")).toBe(1);
});

test("the first process of a container outlives a signal that nobody handles: it is flushed with every one, and not closed", async () => {
  const target = new NotedProcess(1);
  const { told, remove } = listen(target);
  target.emit("SIGTERM", "SIGTERM");
  await settled();
  target.emit("SIGTERM", "SIGTERM");
  await settled();
  expect(told).toEqual([true, true]);
  expect(target.raised).toEqual([]);
  remove();
  expect(target.eventNames()).toEqual([]);
});
