// The client: owns one capture, one sender and one settings object, and hands them out.

import { runtime } from "#runtime";
import { Capture, type CaptureStats } from "./capture/capture.ts";
import { attachCapture } from "./capture/capture-of.ts";
import type { OpenInteraction } from "./capture/open-interaction.ts";
import { runInScope } from "./capture/scope.ts";
import { superviseScope } from "./capture/supervise-scope.ts";
import { createTurn, inertTurn, type Turn } from "./capture/turn.ts";
import { ClientEndings } from "./client-endings.ts";
import { ClientEvents } from "./client-events.ts";
import { createQueries, type Queries } from "./query/queries.ts";
import { systemClock } from "./runtime/clock.ts";
import { createPacedLogger, type PacedLogger } from "./runtime/logger.ts";
import { usableTimeoutMs } from "./runtime/timeout-limits.ts";
import { DeferredSender } from "./sender/deferred-sender.ts";
import type { FlushResult, OutgoingEvent, SenderStats } from "./sender/outgoing-event.ts";
import type { ClientOptions } from "./settings/client-options.ts";
import { type InteractionOptions, readInteractionOptions } from "./settings/interaction-options.ts";
import { createSettings, type Settings } from "./settings/settings.ts";
import type { TrackedEvents } from "./tracked-events.ts";
import type { ConversationInput, FeedbackInput, TagsInput } from "./tracking/inputs.ts";
import { snapshot } from "./tracking/snapshot.ts";
import type { Interaction } from "./wire/interaction.ts";

/** Counts since the client was made: what capture did and what became of what it sent. */
export interface ClientStats extends SenderStats {
  readonly capture: CaptureStats;
}

/**
 * A client of the Nebuly platform. One per process is enough; every handler, wrapped model and scope shares it.
 *
 * Options come from code first, then from the environment (`NEBULY_API_KEY`, `NEBULY_ENDPOINT_URL`). With neither key nor
 * base URL capture is off: one line says so and everything else works as if the package were not there.
 *
 * Throws `NebulyValidationError` naming the field when an option cannot be used.
 *
 * @example
 * ```ts
 * const client = new Nebuly({ apiKey: process.env.NEBULY_API_KEY, tags: { app: "support" } });
 * ```
 */
export class Nebuly implements AsyncDisposable {
  /** Reads interactions back: `list`, `iterate`, `get`, `delete`. */
  readonly interactions: Queries["interactions"];
  /** Reads whole conversations. */
  readonly conversations: Queries["conversations"];
  /** Aggregates and time series. */
  readonly analytics: Queries["analytics"];

  readonly #settings: Settings;
  readonly #sender: DeferredSender;
  readonly #capture: Capture;
  readonly #events: ClientEvents;
  readonly #logger: PacedLogger;
  readonly #endings: ClientEndings | undefined;
  #shutdown: Promise<FlushResult> | undefined;
  /** Where all ends with its request there is nothing to prepare. */
  #mayPrepare = !runtime.isBoundToRequests;

  constructor(options: ClientOptions = {}) {
    const settings = createSettings(options, runtime.readEnvironment);
    const logger = createPacedLogger({ logger: settings.logger, debug: settings.debug, clock: systemClock });
    this.#settings = settings;
    this.#logger = logger;
    const sender = new DeferredSender(async () => {
      const { createDelivery } = await import("./client-delivery.ts");
      const delivery = await createDelivery(settings, logger);
      this.#events.content = delivery.content;
      return delivery.sender;
    }, logger);
    this.#sender = sender;
    this.#events = new ClientEvents(settings, {
      sender,
      logger,
      onTelling: (told) => this.#endings?.keepAliveUntil(() => told.then(() => this.#flush())),
    });
    if (settings.isEnabled && settings.spoolDirectory !== undefined) sender.prepare();
    this.#capture = new Capture({
      isEnabled: settings.isEnabled,
      clock: systemClock,
      logger,
      interactionDefaults: settings.interactionDefaults,
      idleTimeoutMs: settings.idleTimeoutMs,
      maxOpenInteractions: settings.maxOpenInteractions,
      onOpened: (interaction) => {
        if (this.#mayPrepare) this.#prepareSoon();
        this.#endings?.keepAliveUntil(() => this.#delivered(interaction));
      },
      deliver: (interaction) => this.#events.deliver(interaction),
    });
    attachCapture(this, this.#capture);
    const queries = createQueries({ settings, clock: systemClock, random: Math.random });
    this.interactions = queries.interactions;
    this.conversations = queries.conversations;
    this.analytics = queries.analytics;
    for (const warning of settings.warnings) logger.warn(warning, warning);
    this.#endings = settings.isEnabled ? this.#createEndings() : undefined;
    if (!settings.isEnabled) logger.warn("off", "capture is off: set NEBULY_API_KEY or pass apiKey to switch it on");
  }

  /**
   * Runs a function as one user turn: LangChain runs, AI SDK calls, embeddings and what the turn is told by hand join one
   * interaction. It is sent when the function and every call in it have ended; a call that starts after the function has
   * returned, as `streamText` does, is waited for. Inside another `interaction` of the same client it joins that one.
   *
   * Returns what the function returns and throws what it throws.
   *
   * @example
   * ```ts
   * const answer = await client.interaction({ endUser: "user-1", conversationId: "chat-7" }, async (turn) => {
   *   const text = await answerQuestion("Opening hours?");
   *   turn.setInput("Opening hours?");
   *   turn.setOutput(text);
   *   return text;
   * });
   * ```
   */
  interaction<Result>(options: InteractionOptions, run: (turn: Turn) => Result): Result {
    if (!this.#settings.isEnabled) return run(inertTurn);
    const interaction = this.#capture.currentScope()?.interaction ?? this.#capture.open();
    interaction.addOptions("scope", readInteractionOptions(options, this.#logger));
    const turn = this.#turnOf(interaction);
    return superviseScope(interaction, () => runInScope({ interaction, origin: "explicit" }, () => run(turn)));
  }

  /**
   * Sends a finished interaction. Resolves when it is accepted (with a spool: when it is on disk); rejects only with
   * `NebulyValidationError`. Nobody has to await it. A field that is not known is left out, here and in its siblings, and
   * one log line names it.
   *
   * @example
   * ```ts
   * await client.track({ input: "Hi", output: "Hello!", timeStart: new Date(), timeEnd: new Date(), endUser: "user-1" });
   * ```
   */
  track(interaction: Interaction): Promise<void> {
    const given = snapshot(interaction);
    return this.#events.tell((events) => events.tracked(given));
  }

  /**
   * Sends a finished conversation in bulk, as the platform's trace_conversation document describes it. Rejects only with
   * `NebulyValidationError`. That document knows no `hideContent`, `anonymize` and `conversationId`: turns that need them
   * go one by one through `track`.
   *
   * @example
   * ```ts
   * await client.trackConversation({
   *   endUser: "user-1",
   *   interactions: [{ input: "Hi", output: "Hello!", timeStart: "2026-01-01T10:00:00Z", timeEnd: "2026-01-01T10:00:02Z", traces: [] }],
   * });
   * ```
   */
  trackConversation(conversation: ConversationInput): Promise<void> {
    const given = snapshot(conversation);
    return this.#events.tell((events) => events.conversation(given));
  }

  /**
   * Sends feedback on an interaction that was sent before; the platform finds it by end user, input and output, so give
   * them exactly as they were captured. Rejects only with `NebulyValidationError`.
   *
   * @example
   * ```ts
   * await client.feedback({ slug: "thumbs_up", endUser: "user-1", input: "Hi", output: "Hello!" });
   * ```
   */
  feedback(feedback: FeedbackInput): Promise<void> {
    const given = snapshot(feedback);
    return this.#tellOfTurn((events) => events.feedback(given));
  }

  /**
   * Adds tags to an interaction that was sent before; the platform finds it by end user and `timeStart`. Rejects only with
   * `NebulyValidationError`.
   *
   * @example
   * ```ts
   * await client.tag({ endUser: "user-1", timeStart: "2026-01-01T10:00:00.000Z", tags: { reviewed: "yes" } });
   * ```
   */
  tag(tags: TagsInput): Promise<void> {
    const given = snapshot(tags);
    return this.#tellOfTurn((events) => events.tags(given));
  }

  /**
   * Waits until what had ended when it was called is delivered or dropped, at most `timeoutMs` (default 10,000). Never
   * rejects. What is left is `pending` and goes on in the background. A turn whose call has failed is given half of the
   * time to make it again, then it is sent as it is.
   *
   * @example
   * ```ts
   * const { sent, failed, pending } = await client.flush({ timeoutMs: 2_000 });
   * ```
   */
  flush(options: { readonly timeoutMs?: number } = {}): Promise<FlushResult> {
    return this.#flush(options, retryShare);
  }

  /**
   * Settles what is open as abandoned, flushes, and closes for good; what is captured later is dropped. Idempotent, never
   * rejects. `await using` calls it.
   *
   * @example
   * ```ts
   * await client.shutdown({ timeoutMs: 5_000 });
   * ```
   */
  shutdown(options: { readonly timeoutMs?: number } = {}): Promise<FlushResult> {
    this.#shutdown ??= this.#close(usableTimeoutMs(options.timeoutMs, defaultFlushMs));
    return this.#shutdown;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown().then(() => {});
  }

  /**
   * What was captured, sent, dropped and is still waiting, since the client was made.
   *
   * @example
   * ```ts
   * const { offered, sent, pending, dropped } = client.stats();
   * ```
   */
  stats(): ClientStats {
    return { ...this.#sender.stats(), capture: this.#capture.stats() };
  }

  /**
   * While the model is thinking, and its request is on its way, what delivers the turn is loaded and a connection opened, so that
   * a flush at the end of the turn is one request and its answer. Where nothing is held for others somebody may wait for
   * that flush at every turn, and connections do not last from one to the next.
   */
  #prepareSoon(): void {
    this.#mayPrepare = runtime.holdMs === 0;
    runtime.detach(() => void systemClock.setTimer(() => this.#sender.prepare(), prepareAfterMs));
  }

  #turnOf(interaction: OpenInteraction): Turn {
    return createTurn(interaction, {
      feedback: (owner, feedback) => {
        const given = snapshot(feedback);
        return this.#events.tell((events) => events.turnFeedback(owner, given));
      },
      done: (owner, timeoutMs) => this.#turnDone(owner, usableTimeoutMs(timeoutMs, this.#settings.idleTimeoutMs)),
    });
  }

  /** Our own ones give a failed call no share of their time: another user's may be made again at any moment. */
  #flush(
    options: { readonly timeoutMs?: number; readonly isLast?: boolean } = {},
    shareForRetries = 0,
  ): Promise<FlushResult> {
    const timeoutMs = usableTimeoutMs(options.timeoutMs, defaultFlushMs);
    const settled = this.#settleClosing(timeoutMs * shareForRetries);
    const after = this.#within(timeoutMs, Promise.all([settled, this.#events.told()]));
    return this.#sender.flush({ ...options, timeoutMs, after });
  }

  async #settleClosing(retryMs: number): Promise<void> {
    const open = this.#capture.openInteractions();
    if (open.length === 0) return;
    await import("./client-delivery.ts").then(
      ({ settleClosing }) => settleClosing(open, { clock: systemClock, retryMs }),
      // A deployment that lacks a file of this package: nothing is sent, and that is told by whoever sends.
      () => {},
    );
  }

  async #turnDone(interaction: OpenInteraction, timeoutMs: number): Promise<void> {
    const deadline = systemClock.elapsedMs() + timeoutMs;
    interaction.hurry();
    await this.#within(timeoutMs, new Promise<void>((resolve) => interaction.onSettle(resolve)));
    if (!interaction.isSettled) interaction.settleIdle();
    await this.#flush({ timeoutMs: Math.max(0, deadline - systemClock.elapsedMs()) });
  }

  #createEndings(): ClientEndings {
    return new ClientEndings({
      runtime,
      clock: systemClock,
      logger: this.#logger,
      waitUntil: this.#settings.waitUntil,
      flushOnSignal: this.#settings.flushOnSignal,
      settleAll: () => this.#capture.settleAll(),
      hasPending: () => this.#events.isTelling || this.#sender.stats().pending > 0,
      flush: (options) => this.#flush(options),
      shutdown: (options) => this.shutdown(options),
    });
  }

  /** The turn that it is about may have ended a moment ago and not have settled yet; it goes first. */
  #tellOfTurn(createEvent: (events: TrackedEvents) => OutgoingEvent): Promise<void> {
    return this.#events.tell(async (events) => {
      const event = createEvent(events);
      // Bounded by a timer of our own: where another request has to settle it, only that keeps this one from being taken for hung.
      await this.#within(maxSettleMs, this.#settleClosing(0));
      return event;
    });
  }

  async #delivered(interaction: OpenInteraction): Promise<void> {
    await new Promise<void>((resolve) => interaction.onSettle(resolve));
    await this.#flush();
  }

  async #close(timeoutMs: number): Promise<FlushResult> {
    const deadline = systemClock.elapsedMs() + timeoutMs;
    this.#capture.close();
    this.#endings?.close();
    await this.#within(timeoutMs, this.#events.told());
    return this.#sender.shutdown({ timeoutMs: Math.max(0, deadline - systemClock.elapsedMs()) });
  }

  async #within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
    let cancel = (): void => {};
    const timeout = new Promise<void>((resolve) => {
      cancel = systemClock.setTimer(resolve, timeoutMs, { keepsProcessAlive: true });
    });
    await Promise.race([work, timeout]);
    cancel();
  }
}

const defaultFlushMs = 10_000;
/** The rest of a flush's time is for sending. */
const retryShare = 0.5;
/** By then a turn's first request is usually on its way. */
const prepareAfterMs = 50;
/** Longer than a turn that has ended may take to settle. */
const maxSettleMs = 2_500;
