// AWS Lambda as far as it can be had on one machine: AWS's own runtime client, a Runtime API of ours, and a process that is
// frozen from its answer to the next event.

import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { TurnsPlatform } from "./delivered-turns.ts";
import { startLambdaHost } from "./lambda-host.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Longer than the platform keeps a connection that nobody uses, which is how the function finds it after the thaw. */
const longFreezeMs = 6_000;

export async function sendFromLambda(project: string, platform: TurnsPlatform): Promise<string> {
  // As AWS's own deployment tools bundle a function.
  await build({
    entryPoints: [join(project, "lambda-function.ts")],
    bundle: true,
    outfile: join(project, "function.cjs"),
    format: "cjs",
    platform: "node",
    target: "node24",
    logLevel: "error",
  });
  const client = path("./node_modules/aws-lambda-ric/index.mjs");
  const host = await startLambdaHost({
    command: [process.execPath, "--import", path("./lambda-native-client.ts"), client],
    env: {
      _HANDLER: "function.handler",
      LAMBDA_TASK_ROOT: project,
      NEBULY_ENDPOINT_URL: platform.url,
      // Waits for events in JavaScript.
      AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: "true",
    },
  });
  const invoke = (endUser: string, flush: boolean) => host.invoke({ endUser, flush });
  try {
    for (const endUser of ["lambda-first", "lambda-second"]) {
      await invoke(endUser, true);
      await platform.expectTurnsOf(endUser);
    }
    await sleep(longFreezeMs);
    await invoke("lambda-after-freeze", true);
    await platform.expectTurnsOf("lambda-after-freeze");
    // What was not flushed is as frozen as the function, and goes with its next event.
    await invoke("lambda-unflushed", false);
    await invoke("lambda-last", true);
    await platform.expectTurnsOf("lambda-unflushed");
    await platform.expectTurnsOf("lambda-last");
  } finally {
    await host.end();
  }
  const { version } = createRequire(import.meta.url)("aws-lambda-ric/package.json");
  return version;
}
