// Loading again what changes: never two at once, none given up for the next, and a rest that grows with the load.

import { beforeEach, describe, expect, test, vi } from "vitest";
import { Loader } from "../../src/local/viewer/browser/ui/loader.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function create(tookMs: number): {
  loader: Loader<string>;
  loads: AbortSignal[];
  values: string[];
  failures: unknown[];
} {
  const loads: AbortSignal[] = [];
  const values: string[] = [];
  const failures: unknown[] = [];
  const loader = new Loader<string>({
    load: (signal) => {
      loads.push(signal);
      const name = `load ${loads.length}`;
      return new Promise((resolve, reject) => {
        setTimeout(() => (name === "load 2" ? reject(new Error(name)) : resolve(name)), tookMs);
      });
    },
    onValue: (value) => values.push(value),
    onFailure: (error) => failures.push(error),
    now: () => Date.now(),
  });
  return { loader, loads, values, failures };
}

describe("a loader", () => {
  test("loads one version once", async () => {
    const { loader, loads, values } = create(100);
    loader.want(1);
    loader.want(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(loads.length).toBe(1);
    expect(values).toEqual(["load 1"]);
  });

  test("under constant change every load comes to its end, and takes no more than a fifth of the time", async () => {
    const { loader, loads, values } = create(100);
    for (let version = 0; version < 99; version += 1) {
      loader.want(version);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(loads.length).toBe(10);
    expect(loads.every((signal) => !signal.aborted)).toBe(true);
    expect(values.length).toBeGreaterThanOrEqual(8);
  });

  test("the last version is loaded in the end, also after a failure", async () => {
    const { loader, loads, values, failures } = create(100);
    loader.want(1);
    await vi.advanceTimersByTimeAsync(50);
    loader.want(2);
    await vi.advanceTimersByTimeAsync(600);
    expect(failures).toEqual([new Error("load 2")]);
    loader.want(3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(loads.length).toBe(3);
    expect(values).toEqual(["load 1", "load 3"]);
  });

  test("closed, it aborts what is under way and says nothing more", async () => {
    const { loader, loads, values } = create(100);
    loader.want(1);
    loader.close();
    loader.want(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(loads.map((signal) => signal.aborted)).toEqual([true]);
    expect(values).toEqual([]);
  });
});
