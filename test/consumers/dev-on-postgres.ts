// The installed command on a real PostgreSQL: an interaction goes in, and is there after a restart.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { interactionBody, listBody } from "../local/bodies.ts";
import { withTemporaryServer } from "../suites/postgres/temporary-server.ts";

/** Throws what was not as it must be. `project` has the package installed and nothing else of this repository's. */
export async function runDevOnPostgres(project: string): Promise<void> {
  await withTemporaryServer(
    async (database) => {
      await withDev(project, database, async (url) => {
        await post(`${url}/event-ingestion/api/v3/events/trace_interaction`, interactionBody());
      });
      await withDev(project, database, async (url) => {
        const page = await post(`${url}/api/external/get-interactions`, listBody());
        if (!page.includes('"total":1,') || !page.includes("What are the opening hours?")) throw new Error(page);
      });
    },
    ["-c", "fsync=off"],
  );
}

async function withDev(project: string, database: string, use: (url: string) => Promise<void>): Promise<void> {
  const main = join(project, "node_modules", "nebuly", "dist", "cli.js");
  const child = spawn(process.execPath, [main, "dev", "--port", "0", "--database", database], {
    cwd: project,
    env: { ...process.env, NEBULY_API_KEY: "", NEBULY_ANALYST_MODEL: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  try {
    await use(
      await new Promise((resolve, reject) => {
        let said = "";
        const listen = (chunk: unknown): void => {
          said += String(chunk);
          const [, url] = /NEBULY_ENDPOINT_URL=(http:\S+)/.exec(said) ?? [];
          if (url !== undefined && said.includes("Ctrl+C")) resolve(url);
        };
        child.stdout.on("data", listen);
        child.stderr.on("data", listen);
        child.once("exit", () => reject(new Error(`nebuly dev ended:\n${said}`)));
      }),
    );
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

async function post(url: string, body: unknown): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: "Bearer local", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}
