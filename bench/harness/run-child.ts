// Runs one measured process and reads its figures.

import { spawn } from "node:child_process";
import { z } from "zod";
import type { Figures, WorkSettings } from "./work.ts";

const figuresSchema = z.record(z.string(), z.number());
/** A process that hangs must not hold the whole benchmark. */
const timeoutMs = 120_000;

export interface ChildOptions {
  /** Folder that holds the copy of bench/ to run and the packages it finds. */
  readonly directory: string;
  /** Module below `directory`, such as `bench/work/rag-invoke.ts`. */
  readonly work: string;
  readonly subject: string;
  readonly settings: WorkSettings;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** Runs a work on a subject in a process with nothing else in it. Rejects with what the process printed when it fails. */
export async function runChild(options: ChildOptions): Promise<Figures> {
  const { directory, work, subject, settings } = options;
  const flags = ["--no-warnings", ...(options.nodeOptions ?? [])];
  const parameters = [`${directory}/${work}`, `${directory}/${subject}`, JSON.stringify(settings)];
  const child = spawn(process.execPath, [...flags, `${directory}/bench/harness/child.ts`, ...parameters], {
    cwd: directory,
    // Nothing of the caller's environment reaches the measured code, apart from what a process needs.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...options.environment },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  const [, output, errors, result] = child.stdio;
  const texts = Promise.all([readAll(output), readAll(errors), readAll(result)]);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  const [printed, complaints, figures] = await texts;
  if (code !== 0 || figures === "") {
    throw new Error(
      `${work} with ${subject} ended with ${code}:\n${printed.slice(-2_000)}\n${complaints.slice(-4_000)}`,
    );
  }
  return figuresSchema.parse(JSON.parse(figures));
}

async function readAll(stream: unknown): Promise<string> {
  if (!isAsyncIterable(stream)) return "";
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
