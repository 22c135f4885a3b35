import { expect, test } from "vitest";
import { createSettings } from "../../src/settings/settings.ts";

test("the environment is not asked for what the options say", () => {
  const asked: string[] = [];
  createSettings({ apiKey: "key", baseUrl: "https://platform.example" }, (name) => {
    asked.push(name);
    return undefined;
  });
  expect(asked).toEqual([]);
});

test("an option that is there but undefined is not given", () => {
  const options = { apiKey: "key", retry: { maxAttempts: undefined, baseDelayMs: 7 }, concurrency: undefined };
  const settings = createSettings(options, () => undefined);
  expect(settings.concurrency).toBe(16);
  expect(settings.retry).toMatchObject({ maxAttempts: 20, baseDelayMs: 7 });
});
