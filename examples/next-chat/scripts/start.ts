// Runs the whole example on this machine: the scripted model, a local platform, and the app. Ctrl-C ends all three.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { startLocalPlatform } from "nebuly/local";
import { startScriptedModel } from "./scripted-model.ts";

const port = process.env.PORT ?? "3000";
const model = await startScriptedModel();
const platform = await startLocalPlatform({ port: 0, database: ":memory:" });

const environment = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  // A key of your own, and the real model answers instead.
  ...(process.env.OPENAI_API_KEY === undefined && { OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_API_KEY: "scripted" }),
  // The same for the platform.
  ...(process.env.NEBULY_API_KEY === undefined && {
    NEBULY_ENDPOINT_URL: platform.url,
    NEBULY_API_KEY: platform.apiKey,
  }),
};

console.log(`The chat:                http://localhost:${port}`);
console.log(`What the platform got:   ${platform.url}`);
const app = spawn("next", ["dev", "--port", port], { env: environment, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => app.kill(signal));
await once(app, "exit");
await Promise.all([model.stop(), platform.close()]);
