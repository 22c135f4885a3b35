// The client that a command reads and sends through: the hosted platform's, a self-hosted one's, or this machine's.

import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import type { ClientOptions, Nebuly } from "../index.ts";
import { hostedBaseUrl } from "../wire/endpoints.ts";
import { type Command, type CommandArguments, textOption, UsageError } from "./command.ts";
import type { Terminal } from "./terminal.ts";

/** Where `nebuly dev` listens when it is not told otherwise. */
const localUrl = "http://127.0.0.1:4319";

/** Options of every command that asks a platform. */
export const connectionOptions: Command["options"] = {
  endpoint: { type: "string" },
  help: { type: "boolean", short: "h" },
};

export const connectionUsage: string = `    --endpoint <url>       the platform's address (default NEBULY_ENDPOINT_URL; without it the hosted platform when NEBULY_API_KEY is set, else the one that nebuly dev runs at ${localUrl})
    --help                 this text`;

/** Makes a client. Throws when the address cannot be used, or wants a key and there is none. */
export async function connect(
  given: CommandArguments,
  terminal: Terminal,
  options: ClientOptions = {},
): Promise<Nebuly> {
  // Not before it is needed: the help text does not wait for a client.
  const { Nebuly } = await import("../index.ts");
  const endpoint = textOption(given, "endpoint") ?? (hasEnvironment() ? undefined : localUrl);
  const tell = (message: string): void => terminal.tell(message);
  try {
    return new Nebuly({
      ...(endpoint !== undefined && { baseUrl: endpoint }),
      logger: { debug: tell, warn: tell, error: tell },
      ...options,
    });
  } catch (error) {
    throw inWordsOfCommand(error, given);
  }
}

/** The client names its own options; a person gave the command's. */
function inWordsOfCommand(error: unknown, given: CommandArguments): unknown {
  if (!NebulyValidationError.isInstance(error)) return error;
  const problem = error.message.slice(error.field.length + ": ".length);
  if (error.field === "baseUrl") return new UsageError(`--endpoint ${problem}`);
  if (error.field !== "apiKey") return error;
  return new Error(`${describeEndpoint(given)} wants a key: set NEBULY_API_KEY to the project's secret key.`);
}

/** The address that was asked for, as a text to compare and to show; the client's own rules decide about it. */
export function describeEndpoint(given: CommandArguments): string {
  const named = textOption(given, "endpoint") ?? process.env.NEBULY_ENDPOINT_URL;
  return named || (hasEnvironment() ? hostedBaseUrl : localUrl);
}

function hasEnvironment(): boolean {
  const { NEBULY_API_KEY: key, NEBULY_ENDPOINT_URL: url } = process.env;
  return (key ?? "").trim() !== "" || (url ?? "") !== "";
}
