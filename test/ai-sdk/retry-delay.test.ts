import { expect, test } from "vitest";
import { retryDelayMs } from "../../src/ai-sdk/retry-delay.ts";

const retryable = (responseHeaders?: Readonly<Record<string, string>>): unknown => ({
  isRetryable: true,
  responseHeaders,
});

test.each<[string, unknown, number, number]>([
  ["what nobody repeats", new Error("refused"), 1, 50],
  ["a first failure", retryable(), 1, 3_000],
  ["a third failure", retryable(), 3, 9_000],
  ["a tenth failure", retryable(), 10, 61_000],
  ["a header in seconds", retryable({ "retry-after": "20" }), 1, 21_000],
  [
    "a header in milliseconds, which goes before seconds",
    retryable({ "retry-after-ms": "5000", "retry-after": "20" }),
    1,
    6_000,
  ],
  ["a header of less than the back-off", retryable({ "retry-after": "1" }), 1, 3_000],
  ["a header of a minute", retryable({ "retry-after": "60" }), 1, 61_000],
  ["a header of more than a minute, which the SDK does not honour", retryable({ "retry-after": "61" }), 1, 3_000],
  ["a header that is no number", retryable({ "retry-after": "soon" }), 1, 3_000],
])("after %s", (_name, error, attempt, delayMs) => {
  expect(retryDelayMs(error, attempt)).toBe(delayMs);
});
