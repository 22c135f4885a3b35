// Runs one child under fault and notes when it died.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChildReport, ChildTask } from "./child.ts";

export interface ChildRun {
  readonly report: ChildReport;
  /** Milliseconds since 1970. */
  readonly diedAt: number;
  readonly exitCode: number | null;
  readonly errorOutput: string;
}

const childPath = fileURLToPath(new URL("./child.ts", import.meta.url));

export function runChild(task: ChildTask, environment: Record<string, string> = {}): Promise<ChildRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [childPath, JSON.stringify(task)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    let output = "";
    let errorOutput = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      errorOutput += String(chunk);
    });
    // A child that hangs is the very thing that this suite looks for.
    const killer = setTimeout(() => child.kill("SIGKILL"), 40_000);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(killer);
      const diedAt = Date.now();
      try {
        resolve({ report: JSON.parse(output) as ChildReport, diedAt, exitCode, errorOutput });
      } catch {
        reject(new Error(`the child died without a report (exit code ${exitCode}): ${errorOutput}`));
      }
    });
  });
}
