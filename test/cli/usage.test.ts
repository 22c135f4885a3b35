// How the command line explains itself and how it ends.

import { createRequire } from "node:module";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";
import { processTerminal } from "../../src/cli/terminal.ts";
import { createTerminal, runNebuly } from "./run-nebuly.ts";

afterEach(() => vi.unstubAllEnvs());

const commands = ["interactions", "interaction", "conversation", "stats", "export", "send"];

describe("help", () => {
  test("without a command, the commands are listed and the exit code says that something was missing", async () => {
    const { code, stdout, stderr } = await runNebuly();
    expect([code, stdout]).toEqual([2, ""]);
    for (const command of ["dev", ...commands]) expect(stderr).toContain(`nebuly ${command}`);
  });

  test("asked for, it is a result", async () => {
    const { code, stdout, stderr } = await runNebuly("--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("nebuly interactions");
  });

  test.each(commands)("%s shows its options and examples, either way round", async (command) => {
    const help = await runNebuly(command, "--help");
    expect(help).toEqual(await runNebuly("help", command));
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("Examples:\n    n");
    expect(help.stdout).toContain("--endpoint");
    for (const line of help.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });
});

test.each([40, 60, 80])("help fits %d columns, but for the commands to copy", async (columns) => {
  for (const command of ["dev", ...commands]) {
    const terminal = { ...createTerminal(), columns };
    expect(await runCli(["help", command], terminal)).toBe(0);
    const [options = "", examples = ""] = terminal.printed.stdout.split("Examples:");
    for (const line of options.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
    expect(examples.split("\n").every((line) => line === "" || /^ {4}\S/.test(line))).toBe(true);
  }
});

test("help breaks a line only where it is full", async () => {
  const terminal = { ...createTerminal(), columns: 100 };
  await runCli(["help", "export"], terminal);
  const lines = terminal.printed.stdout.split("\n");
  const isTooEarly = (line: string, next: string): boolean => {
    const [, word] = /^ {27}(\S+)/.exec(next) ?? [];
    // A sentence may begin on a line of its own.
    return word !== undefined && !/^(?:[A-Z]|$)/.test(word) && line.length + 1 + word.length <= 100;
  };
  expect(lines.filter((line, index) => isTooEarly(line, lines[index + 1] ?? ""))).toEqual([]);
});

test("the version is that of the package", async () => {
  const { version } = createRequire(import.meta.url)("../../package.json");
  for (const flag of ["--version", "-v"]) {
    expect(await runNebuly(flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  }
});

test("a file that is not there is named", async () => {
  const { code, stderr } = await runNebuly("send", "nowhere.ndjson", "--dry-run");
  expect([code, stderr]).toEqual([1, "nebuly send: there is no file “nowhere.ndjson”.\n"]);
});

describe("wrong usage ends with 2 and names what is wrong", () => {
  test.each([
    [["intercations"], "no command “intercations”"],
    [["interactions", "--usr", "ada"], "--usr"],
    [["interactions", "--tag", "support"], "--tag takes name=value"],
    [["interactions", "--since", "yesterday"], "--since is a time ago"],
    [["interactions", "--status", "fine"], "--status is one of"],
    [["interactions", "--feedback", "great"], "--feedback is one of"],
    [["interactions", "--limit", "0"], "--limit must be a whole number from 1 on"],
    [["send"], "file is missing"],
    [["export", "file.ndjson"], "--output names the file"],
    [["interactions", "ada"], "interactions takes no argument, and “ada” is one"],
    [["stats", "7d"], "stats takes no argument, and “7d” is one"],
    [["dev", "4319"], "dev takes no argument, and “4319” is one"],
    [["dev", "--port", "many"], "--port must be a number from 0 to 65535"],
    [["dev", "--retention-days", "0"], "--retention-days must be a whole number of days"],
    [["dev", "--database", "mysql://db"], "--database must be a file, :memory: or a postgres:// URL"],
    [["dev", "--api-key", "two words"], "--api-key must be printable characters without spaces"],
  ])("nebuly %o", async (parameters, words) => {
    const { code, stdout, stderr } = await runNebuly(...parameters);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });
});

test("a platform that does not answer is one line that names its address and what to do", async () => {
  vi.stubEnv("NEBULY_ENDPOINT_URL", "http://127.0.0.1:1");
  const { code, stderr } = await runNebuly("interactions");
  expect(code).toBe(1);
  expect(stderr).toBe(
    "nebuly interactions: the platform could not be reached (http://127.0.0.1:1). Is the address right? nebuly dev starts a platform on this machine.\n",
  );
});

test("an address of another machine without a key is one line that says what to set", async () => {
  vi.stubEnv("NEBULY_API_KEY", "");
  const { code, stderr } = await runNebuly("interactions", "--endpoint", "https://nebuly.example");
  expect([code, stderr]).toEqual([
    1,
    "nebuly interactions: https://nebuly.example wants a key: set NEBULY_API_KEY to the project's secret key.\n",
  ]);
});

test("an address that is none is one line that names the option", async () => {
  const { code, stderr } = await runNebuly("interactions", "--endpoint", "nebuly.example");
  expect([code, stderr]).toEqual([
    2,
    "nebuly interactions: --endpoint must be an absolute http or https URL, such as https://backend.nebuly.com\nnebuly interactions --help shows its options.\n",
  ]);
});

test("colour goes only where a person looks", () => {
  // The output of a test run is a pipe.
  const terminal = processTerminal(new AbortController().signal);
  expect(terminal.style("red", "failed")).toBe("failed");
});
