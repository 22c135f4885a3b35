// Runs a built app with `next start`, in a process of its own, on a free port.

import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";

export const chatDirectory: string = fileURLToPath(new URL("../../../examples/next-chat", import.meta.url));
export const appDirectory: string = fileURLToPath(new URL("app", import.meta.url));

export interface RunningApp extends AsyncDisposable {
  readonly url: string;
  /** Resolves when it has written the given text. */
  wrote(text: string): Promise<void>;
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
  const written = new EventEmitter();
  const listen = (chunk: Buffer): void => {
    output += chunk.toString();
    written.emit("more");
  };
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`next start ended with ${code}\n${output}`);
  });
  // It also ends when it is told to, and then nobody waits for it to write.
  ended.catch(() => {});
  const wrote = async (text: string): Promise<void> => {
    while (!output.includes(text)) await Promise.race([once(written, "more"), ended]);
  };
  const terminate = (): Promise<void> => end(child);
  try {
    await wrote("Ready");
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
    return { url, wrote, terminate, [Symbol.asyncDispose]: terminate };
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
