import { expect, test } from "vitest";
import { isAbort } from "../../src/capture/supervise-scope.ts";

const named = (name: string): Error => Object.assign(new Error("over"), { name });
const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error("hostile");
    },
  },
);

test("an aborted signal, a timeout and a closed tab in Next.js are told from failures by their names", () => {
  expect(["AbortError", "TimeoutError", "ResponseAborted"].map((name) => isAbort(named(name)))).toEqual([
    true,
    true,
    true,
  ]);
  expect([named("TypeError"), "AbortError", null, undefined, hostile].map(isAbort)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});
