// Sends a batch and says what became of it: the client itself only counts.

import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import type { Drop, Nebuly } from "../index.ts";
import type { CommandArguments } from "./command.ts";
import { connect } from "./connect.ts";
import type { Sendable } from "./read-sent-line.ts";
import type { Terminal } from "./terminal.ts";

export type BatchOutcome =
  | { readonly type: "sent" }
  /** At least one was refused for what it is; the others may have been taken. */
  | { readonly type: "refused"; readonly reason: string }
  /** The platform does not answer, or refuses the key: nothing more can be sent. */
  | { readonly type: "stopped"; readonly reason: string };

/** A person waits: what does not get through within this time is an outage to tell of. */
const patienceMs = 60_000;

export class SendClient implements AsyncDisposable {
  readonly #client: Nebuly;
  /** What the client dropped since it was last looked at. */
  readonly #drops: Drop[];

  private constructor(client: Nebuly, drops: Drop[]) {
    this.#client = client;
    this.#drops = drops;
  }

  static async open(given: CommandArguments, terminal: Terminal): Promise<SendClient> {
    const drops: Drop[] = [];
    const client = await connect(given, terminal, {
      onDrop: (drop) => drops.push(drop),
      retry: { maxElapsedMs: patienceMs },
      // Every drop is told with its line; the client's own lines would say it again without.
      logger: { debug: () => {}, warn: () => {}, error: () => {} },
    });
    return new SendClient(client, drops);
  }

  async send(batch: readonly Sendable[]): Promise<BatchOutcome> {
    const invalid: string[] = [];
    for (const sendable of batch) await this.#offer(sendable).catch((error: unknown) => invalid.push(reasonOf(error)));
    const { pending } = await this.#client.flush({ timeoutMs: patienceMs + 10_000 });
    const drops = this.#drops.splice(0);
    const reasons = [...invalid, ...drops.map(describe)];
    if (pending === 0 && reasons.length === 0) return { type: "sent" };
    const stopping = drops.find((drop) => drop.reason === "unauthorized" || drop.reason === "retries_exhausted");
    if (stopping?.reason === "unauthorized") {
      return { type: "stopped", reason: `The platform refuses the key (${stopping.status ?? "no status"}).` };
    }
    if (pending > 0 || stopping !== undefined) {
      const last = this.#client.stats().lastError;
      return { type: "stopped", reason: `The platform does not take it${last === undefined ? "" : ` (${last})`}.` };
    }
    return { type: "refused", reason: reasons.join("; ") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.shutdown({ timeoutMs: 0 });
  }

  #offer(sendable: Sendable): Promise<void> {
    switch (sendable.kind) {
      case "interaction":
        return this.#client.track(sendable.interaction);
      case "conversation":
        return this.#client.trackConversation(sendable.conversation);
      default:
        return sendable satisfies never;
    }
  }
}

/** An argument that the client cannot send is a wrong line; anything else is a fault of ours. */
function reasonOf(error: unknown): string {
  if (NebulyValidationError.isInstance(error)) return error.message;
  throw error;
}

function describe({ reason, status, detail }: Drop): string {
  const answer = status === undefined ? "" : ` (${status}${detail === undefined ? "" : `: ${detail}`})`;
  return `not sent: ${reason.replaceAll("_", " ")}${answer}`;
}
