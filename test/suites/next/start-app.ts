// Runs a built app with `next start`, in a process of its own, on a free port.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const chatDirectory: string = fileURLToPath(new URL("../../../examples/next-chat", import.meta.url));
export const appDirectory: string = fileURLToPath(new URL("app", import.meta.url));

export interface RunningApp extends AsyncDisposable {
  readonly url: string;
  /** What it wrote so far. */
  output(): string;
  /** Asks it to end, as a deployment does, and waits until it has. */
  terminate(): Promise<void>;
}

export async function startApp(directory: string, environment: Readonly<Record<string, string>>): Promise<RunningApp> {
  const child = spawn("node", ["node_modules/next/dist/bin/next", "start", "-p", "0", "-H", "127.0.0.1"], {
    cwd: directory,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  const listen = (chunk: Buffer): void => {
    output += chunk.toString();
    const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
    if (address !== null && output.includes("Ready")) resolve(address[0]);
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  child.once("exit", (code) => reject(new Error(`next start ended with ${code}\n${output}`)));
  const terminate = (): Promise<void> => end(child);
  try {
    return { url: await ready, output: () => output, terminate, [Symbol.asyncDispose]: terminate };
  } catch (error) {
    await terminate();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
