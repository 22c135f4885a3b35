// `nebuly send`: interactions from NDJSON to the platform, line by line; an interrupted run can go on.

import { createReadStream } from "node:fs";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import { formatExactCount } from "../local/viewer/format.ts";
import { type Command, isOn, onlyPositional } from "./command.ts";
import { connectionOptions, connectionUsage, describeEndpoint } from "./connect.ts";
import { inertLine } from "./inert-text.ts";
import { type Line, readLines } from "./read-lines.ts";
import { lineField, readSentLine, type Sendable } from "./read-sent-line.ts";
import { SendClient } from "./send-client.ts";
import { SendProgress } from "./send-progress.ts";
import type { Terminal } from "./terminal.ts";

/** Lines that are on their way at once; what an interruption can send twice, which the platform takes as once. */
const batchLines = 64;

export const sendCommand: Command = {
  usage: `nebuly send <file>         send interactions from NDJSON, one a line; - reads standard input
                           A line is a body of the Interaction API, of trace_conversation, a row of nebuly export, or what client.track takes.
                           Wrong lines are told with their number and left out; the same command goes on where an interrupted one stopped.
    --dry-run              only check the lines
    --restart              begin with the first line, whatever was sent before
${connectionUsage}

Examples:
    nebuly send interactions.ndjson --dry-run
    NEBULY_ENDPOINT_URL=http://127.0.0.1:4319 nebuly send interactions.ndjson
    nebuly export --since 7d | nebuly send - --endpoint http://127.0.0.1:4319`,
  options: {
    ...connectionOptions,
    "dry-run": { type: "boolean" },
    restart: { type: "boolean" },
  },
  async run(given, terminal) {
    const path = onlyPositional(given, "file");
    const isDryRun = isOn(given, "dry-run");
    const isStandardInput = path === "-";
    const progress =
      isStandardInput || isDryRun
        ? undefined
        : await SendProgress.open({ path, endpoint: describeEndpoint(given), isRestart: isOn(given, "restart") });
    if (progress !== undefined && progress.lines > 0) {
      terminal.tell(`Going on after line ${formatExactCount(progress.lines)}.`);
    }
    const input = isStandardInput ? process.stdin : createReadStream(path, { start: progress?.bytes ?? 0 });
    await using client = isDryRun ? undefined : await SendClient.open(given, terminal);
    const run = new SendRun({ name: isStandardInput ? "stdin" : path, client, progress, terminal });
    // Awaited here: the client is closed when this function is left.
    return await run.send(readLines(input));
  },
};

interface Item {
  readonly line: Line;
  /** Undefined for blank lines and wrong ones. */
  readonly sendable: Sendable | undefined;
}

interface SendRunOptions {
  readonly name: string;
  /** Absent when lines are only checked. */
  readonly client: SendClient | undefined;
  readonly progress: SendProgress | undefined;
  readonly terminal: Terminal;
}

class SendRun {
  readonly #options: SendRunOptions;
  /** Lines of earlier runs: numbers are the file's. */
  readonly #skipped: number;
  #sent = 0;
  #wrong = 0;

  constructor(options: SendRunOptions) {
    this.#options = options;
    this.#skipped = options.progress?.lines ?? 0;
  }

  async send(lines: AsyncIterable<Line>): Promise<number> {
    const { progress, terminal, client } = this.#options;
    let batch: Item[] = [];
    for await (const line of lines) {
      batch.push({ line, sendable: this.#read(line) });
      if (batch.length < batchLines) continue;
      const done = batch;
      batch = [];
      if (!(await this.#deliver(done))) return this.#stop();
      if (terminal.signal.aborted) return this.#stop();
    }
    if (batch.length > 0 && !(await this.#deliver(batch))) return this.#stop();
    await progress?.finish();
    const verb = client === undefined ? "right" : "sent";
    terminal.tell(
      `${formatExactCount(this.#sent)} ${verb}${this.#wrong === 0 ? "" : `, ${formatExactCount(this.#wrong)} wrong and left out`}.`,
    );
    return this.#wrong === 0 ? 0 : 1;
  }

  #read(line: Line): Sendable | undefined {
    if (line.text.trim() === "") return undefined;
    try {
      return readSentLine(line.text);
    } catch (error) {
      if (!NebulyValidationError.isInstance(error)) throw error;
      const isWhole = error.field === lineField;
      this.#tellWrong(line, isWhole ? error.message.slice(`${lineField}: `.length) : error.message);
      return undefined;
    }
  }

  /** Whether the run can go on. */
  async #deliver(batch: readonly Item[]): Promise<boolean> {
    const { client, progress, terminal } = this.#options;
    const items = batch.flatMap(({ line, sendable }) => (sendable === undefined ? [] : [{ line, sendable }]));
    if (client === undefined) {
      this.#sent += items.length;
      return true;
    }
    let outcome = await client.send(items.map((item) => item.sendable));
    if (outcome.type === "refused") {
      // Which one it was is not told; one at a time it is, and those that were taken are taken as the same ones again.
      for (const { line, sendable } of items) {
        outcome = await client.send([sendable]);
        if (outcome.type === "stopped") break;
        if (outcome.type === "refused") this.#tellWrong(line, outcome.reason);
        else this.#sent += 1;
      }
    } else if (outcome.type === "sent") this.#sent += items.length;
    if (outcome.type === "stopped") {
      terminal.tell(outcome.reason);
      return false;
    }
    await progress?.advance(batch.map(({ line }) => line));
    terminal.showProgress(`${formatExactCount(this.#skipped + (batch.at(-1)?.line.number ?? 0))} lines`);
    return true;
  }

  #stop(): number {
    const { progress, terminal } = this.#options;
    const after =
      progress === undefined ? "" : ` after line ${formatExactCount(progress.lines)}; the same command goes on`;
    terminal.tell(`Stopped${after}. ${formatExactCount(this.#sent)} sent.`);
    return terminal.signal.aborted ? 130 : 1;
  }

  #tellWrong(line: Line, problem: string): void {
    this.#wrong += 1;
    this.#options.terminal.tell(`${this.#options.name}:${this.#skipped + line.number}: ${inertLine(problem)}`);
  }
}
