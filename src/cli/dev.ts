// `nebuly dev`: the local platform, until it is stopped.

import { once } from "node:events";
import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import { defaultDatabase } from "../local/default-database.ts";
import { type Command, type CommandArguments, refusePositionals, textOption, UsageError } from "./command.ts";

export const devCommand: Command = {
  usage: `nebuly dev                 run a platform on this machine
    --port <number>        port on 127.0.0.1 (default 4319; 0 takes a free one)
    --database <where>     a file (default ${defaultDatabase}), :memory: to keep nothing, or postgres://user@host/database
    --api-key <key>        the only key that is taken (default NEBULY_API_KEY; without one, any key is)
    --analyst <model>      fill intents, topics, warnings: @ai-sdk/openai:gpt-5-mini (default NEBULY_ANALYST_MODEL)
    --retention-days <n>   delete interactions that are older (default: keep all)
    --help                 this text`,
  options: {
    port: { type: "string", short: "p" },
    database: { type: "string", short: "d" },
    "api-key": { type: "string" },
    analyst: { type: "string" },
    "retention-days": { type: "string" },
    help: { type: "boolean", short: "h" },
  },
  async run(given) {
    refusePositionals(given, "dev");
    const database = textOption(given, "database") ?? defaultDatabase;
    const apiKey = textOption(given, "api-key") ?? (process.env.NEBULY_API_KEY || undefined);
    const port = textOption(given, "port");
    const analyst = textOption(given, "analyst");
    const retentionDays = textOption(given, "retention-days");
    // Not before it is needed: the help text must not wait for a database and a server.
    const { startLocalPlatform } = await import("../local/start-local-platform.ts");
    const platform = await startLocalPlatform({
      database,
      ...(port !== undefined && { port: readPort(port) }),
      ...(analyst !== undefined && { analyst }),
      ...(retentionDays !== undefined && { retentionDays: readDays(retentionDays) }),
      ...(apiKey !== undefined && { apiKey }),
    }).catch((error: unknown) => throwInWords(error, given));
    // A key of the person's own is a secret: it is not repeated where others may look over a shoulder or read a log.
    console.log(`The Nebuly platform runs on this machine. Give your app:

  NEBULY_ENDPOINT_URL=${platform.url}
  NEBULY_API_KEY=${apiKey === undefined ? platform.apiKey : "<the key that you gave>"}

Open ${platform.url} in a browser to see what arrives. ${describeDatabase(database)}

Press Ctrl+C to stop it.`);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await platform.close();
    return 0;
  },
};

function describeDatabase(database: string): string {
  if (database === ":memory:") return "Nothing is kept when it stops.";
  // The URL of a server may hold a password.
  return database.includes("://") ? "Everything is kept in PostgreSQL." : `Everything is kept in ${database}.`;
}

/** The platform names its own options; a person gave the command's, or set the environment. */
function throwInWords(error: unknown, given: CommandArguments): never {
  if (NebulyValidationError.isInstance(error)) {
    const isFromEnvironment = error.field === "apiKey" && textOption(given, "api-key") === undefined;
    const name = error.field === "apiKey" ? "--api-key" : `--${error.field}`;
    const problem = error.message.slice(error.field.length + ": ".length);
    throw new UsageError(`${isFromEnvironment ? "NEBULY_API_KEY" : name} ${problem}`);
  }
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE" && "port" in error;
  if (!isTaken) throw error;
  throw new Error(`port ${error.port} is taken, perhaps by another nebuly dev; --port 0 takes a free one`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError("--port must be a number from 0 to 65535");
  return port;
}

function readDays(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError("--retention-days must be a whole number of days");
  return Number(text);
}
