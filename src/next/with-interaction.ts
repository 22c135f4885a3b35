// The wrapper of route handlers and server actions: opens the turn, runs the handler inside it, hands the answer to the watch.

import type { Capture } from "../capture/capture.ts";
import type { OpenInteraction } from "../capture/open-interaction.ts";
import { runInScope } from "../capture/scope.ts";
import { captureFor, isClient } from "../capture-for.ts";
import type { Nebuly } from "../client.ts";
import {
  type InteractionOptions,
  interactionOptionChecks,
  pickInteractionOptions,
  readInteractionOptions,
} from "../settings/interaction-options.ts";
import { checkOptions, isFunction } from "../settings/option-checks.ts";
import { AnswerWatch } from "./answer-watch.ts";

/** Says whose turn a request is. May be asynchronous: the handler never waits for it. */
type Identify<Arguments extends readonly unknown[]> = (...given: Arguments) => Identity | Promise<Identity>;
type Identity = InteractionOptions | undefined;

/** Options of {@link withInteraction}: the interaction options, the same for every request, and these. */
export interface WithInteractionOptions<Arguments extends readonly unknown[] = readonly never[]>
  extends InteractionOptions {
  /** The client to record with. Default: the process's default client, made from the environment. */
  readonly client?: Nebuly | undefined;
  /**
   * Reads the options of one request from the handler's own arguments; what it returns wins over the fixed options. It is
   * called just before the handler, so a body it wants to read must be cloned: `await request.clone().json()`. When it
   * throws or rejects, the turn goes on without its options and one warning says so.
   */
  readonly identify?: Identify<Arguments> | undefined;
}

/**
 * Makes every call of a Next.js route handler or server action one interaction: LangChain runs, AI SDK calls, embeddings
 * and manual turns inside it join. The turn stays open until the response body was read to its end, and ends as
 * `cancelled` when the client goes away. It is delivered after the response, through the request's `waitUntil` where the
 * host offers one; the response is never delayed and never changed. Works on the Node.js and the Edge runtime.
 *
 * The second argument is an options object, or a function of the handler's arguments that returns one. Throws
 * `NebulyValidationError` when a fixed option cannot be used; the wrapped handler throws only what the handler throws.
 *
 * In a `"use server"` file Next.js 15 takes only `async` functions as arguments, the options function included.
 *
 * @example
 * ```ts
 * // app/api/chat/route.ts
 * export const POST = withInteraction(
 *   async (request: Request) => {
 *     const { messages } = await request.json();
 *     const result = streamText({ model: observeModel(openai("gpt-5")), messages: await convertToModelMessages(messages) });
 *     return result.toUIMessageStreamResponse();
 *   },
 *   async (request) => ({ endUser: await readUserId(request), conversationId: (await request.clone().json()).id }),
 * );
 * ```
 */
export function withInteraction<Arguments extends unknown[], Result>(
  handler: (...given: Arguments) => Result,
  options: WithInteractionOptions<Arguments> | Identify<Arguments> = {},
): (...given: Arguments) => Result {
  const given = typeof options === "function" ? { identify: options } : options;
  checkOptions(given, { ...interactionOptionChecks, client: isClient, identify: isFunction });
  const { client, identify } = given;
  const fixed = pickInteractionOptions(given);
  return (...received) => {
    const capture = captureFor(client);
    if (capture === undefined) return handler(...received);
    const outer = capture.currentScope()?.interaction;
    const interaction = outer ?? capture.open();
    interaction.addOptions("scope", fixed);
    if (identify !== undefined) addIdentity(interaction, capture, () => identify(...received));
    const watch = new AnswerWatch({
      interaction,
      clock: capture.clock,
      isOwn: outer === undefined,
      request: received[0],
    });
    return watch.follow(() => runInScope(watch.scope, () => handler(...received)));
  };
}

/** Adds what the function tells, at once or when its promise has resolved; the turn stays open till then. */
function addIdentity(
  interaction: OpenInteraction,
  capture: Capture,
  identify: () => Identity | Promise<Identity>,
): void {
  const add = (options: unknown): void =>
    interaction.addOptions("scope", readInteractionOptions(options, capture.logger));
  const warn = (): void =>
    capture.logger.warn(
      "identify failed",
      "the options function of withInteraction failed; the turn has no options of its own",
    );
  try {
    const options = identify();
    if (options instanceof Promise) options.then(add).catch(warn).finally(interaction.hold());
    else add(options);
  } catch {
    // The function is the user's; without its options the turn is still worth telling of.
    warn();
  }
}
