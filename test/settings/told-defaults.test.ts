import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaults } from "../../src/settings/defaults.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { retry, ...plain } = defaults;

test("the default that an editor shows beside an option is the one that it has", () => {
  const source = read("src/settings/client-options.ts");
  for (const [option, value] of Object.entries({ ...plain, ...retry })) {
    const [, comment] = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s+readonly ${option}\\?:`).exec(source) ?? [];
    const told = typeof value === "number" ? value.toLocaleString("en-US") : `\`${value}\``;
    expect(comment, option).toMatch(new RegExp(`Default ${told}\\b|Default ${told}(?=[. ])`));
  }
});

test("the defaults in the README's table are those that the options have", () => {
  const readme = read("README.md");
  const mebibyte = 1024 * 1024;
  for (const [option, value] of Object.entries(plain)) {
    const row = readme.split("\n").find((line) => line.startsWith("|") && line.includes(`\`${option}\``));
    const isSize = typeof value === "number" && value % mebibyte === 0;
    const told = isSize ? `${value / mebibyte} MiB` : value.toLocaleString("en-US");
    expect(row?.split("|")[2], option).toContain(told);
  }
  expect(readme).toContain(`| ${retry.maxAttempts} attempts within ${retry.maxElapsedMs / 60_000} minutes |`);
});
