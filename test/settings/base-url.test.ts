import { expect, test } from "vitest";
import { NebulyValidationError } from "../../src/errors/nebuly-validation-error.ts";
import { parseBaseUrl } from "../../src/settings/base-url.ts";
import { createSettings } from "../../src/settings/settings.ts";

const parse = (text: string): ReturnType<typeof parseBaseUrl> => parseBaseUrl({ text, field: "baseUrl" });

test.each([
  ["https://backend.nebuly.com", "https://backend.nebuly.com"],
  ["https://backend.nebuly.com/", "https://backend.nebuly.com"],
  ["  https://backend.nebuly.com//  ", "https://backend.nebuly.com"],
  ["https://backend.nebuly.com/event-ingestion", "https://backend.nebuly.com"],
  ["https://backend.nebuly.com/event-ingestion/", "https://backend.nebuly.com"],
  ["https://example.com/nebuly/", "https://example.com/nebuly"],
  ["https://example.com/nebuly/event-ingestion", "https://example.com/nebuly"],
  ["HTTPS://Example.com:8443", "https://example.com:8443"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["http://[::1]:3000/", "http://[::1]:3000"],
])("%s is read as %s", (text, url) => {
  expect(parse(text)).toMatchObject({ url, warnings: [] });
});

test.each([
  ["", "absolute"],
  ["backend.nebuly.com", "absolute"],
  ["//backend.nebuly.com", "absolute"],
  ["ftp://backend.nebuly.com", "absolute"],
  ["localhost:3000", "absolute"],
  ["https://", "absolute"],
  ["https://user:hunter2@example.com", "user name or password"],
  ["https://hunter2@example.com", "user name or password"],
  ["https://example.com?key=hunter2", "query"],
  ["https://example.com#hunter2", "query or a fragment"],
])("%s is refused in words that do not repeat it", (text, words) => {
  let thrown: unknown;
  try {
    parse(text);
  } catch (error) {
    thrown = error;
  }
  if (!NebulyValidationError.isInstance(thrown)) throw new Error("it was not refused");
  expect(thrown.field).toBe("baseUrl");
  expect(thrown.message).toContain(words);
  expect(thrown.message).not.toContain("hunter2");
});

test("plain http to another machine is a warning, to this one it is not", () => {
  expect(parse("http://example.com").warnings).toEqual([expect.stringContaining("unencrypted")]);
  for (const host of ["localhost", "127.0.0.1", "127.8.9.10", "[::1]", "app.localhost"]) {
    expect(parse(`http://${host}:80`).warnings).toEqual([]);
  }
});

const bad = [Number.NaN, -1, Number.POSITIVE_INFINITY, 1.5, "4", null, {}, 2 ** 53];

test.each([
  "idleTimeoutMs",
  "maxOpenInteractions",
  "maxBodyBytes",
  "maxQueuedInteractions",
  "maxQueuedBytes",
  "concurrency",
  "timeoutMs",
  "maxSpoolBytes",
])("%s takes whole numbers within its range and nothing else", (field) => {
  for (const value of bad) {
    expect(() => createSettings({ apiKey: "k", [field]: value }, () => undefined)).toThrow(NebulyValidationError);
  }
});

test.each(["maxAttempts", "maxElapsedMs", "baseDelayMs", "maxDelayMs"])("retry.%s does too", (field) => {
  for (const value of bad) {
    expect(() => createSettings({ apiKey: "k", retry: { [field]: value } }, () => undefined)).toThrow(`retry.${field}`);
  }
});

test.each([[[]], ["x"], [null], [7]])("retry must be an object, not %j", (retry) => {
  expect(() => createSettings({ apiKey: "k", retry: retry as never }, () => undefined)).toThrow("retry");
});

test.each([
  ["with\nbreak", "line breaks"],
  ["with space", "spaces"],
  ["", "printable"],
  ["ключ", "printable"],
])("a key such as %j is refused without being repeated", (apiKey, words) => {
  expect(() => createSettings({ apiKey }, () => undefined)).toThrow(words);
});

test("a key from the environment may end in a line break, as secret stores leave it", () => {
  expect(createSettings({}, (name) => (name === "NEBULY_API_KEY" ? "key\n" : undefined)).apiKey).toBe("key");
});
