import { afterEach, expect, test } from "vitest";
import { runtime } from "../../src/runtime/runtime.portable.ts";

const real = globalThis.process;

afterEach(() => {
  globalThis.process = real;
});

test("an edge runtime whose process throws at every use is no reason to fail", () => {
  // As the Edge runtime of Next.js has it: there to read the environment from, and to throw.
  const unsupported = (): never => {
    throw new Error("A Node.js API is used (process.on) which is not supported in the Edge Runtime.");
  };
  Object.defineProperty(globalThis, "process", {
    value: { env: { NEBULY_API_KEY: "key" }, on: unsupported, off: unsupported },
    configurable: true,
    writable: true,
  });
  const remove = runtime.onBeforeExit(() => {});
  remove();
  expect(runtime.readEnvironment("NEBULY_API_KEY")).toBe("key");
});
