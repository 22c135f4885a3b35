// What a client's framework rooms share: which interactions are open, whose scope the code runs in, and the idle limit.
// Rooms reach it through capture-of.ts.

import type { Clock } from "../runtime/clock.ts";
import type { PacedLogger } from "../runtime/logger.ts";
import { TurnoverSet } from "../runtime/turnover-set.ts";
import type { InteractionOptions } from "../settings/interaction-options.ts";
import { type InteractionOwner, OpenInteraction } from "./open-interaction.ts";
import { currentScopeOf, type Scope } from "./scope.ts";

export interface CaptureOptions {
  readonly isEnabled: boolean;
  readonly clock: Clock;
  readonly logger: PacedLogger;
  readonly interactionDefaults: InteractionOptions;
  readonly idleTimeoutMs: number;
  readonly maxOpenInteractions: number;
  /** Told of every interaction that begins. */
  readonly onOpened: (interaction: OpenInteraction) => void;
  /** Takes a settled interaction to be sent. */
  readonly deliver: (interaction: OpenInteraction) => void;
}

/** Counts of what capture did; the sender's own stand beside them in `client.stats()`. */
export interface CaptureStats {
  /** Interactions that have begun and not settled. */
  readonly open: number;
  /** Interactions that the idle limit or the bound on open ones ended. */
  readonly abandoned: number;
  /** Traces that began after their interaction had settled. */
  readonly lateTraces: number;
}

/** The idle limit is checked this often within its length; an interaction may overstay by that fraction. */
const sweepsPerTimeout = 4;

export class Capture implements InteractionOwner {
  readonly clock: Clock;
  readonly logger: PacedLogger;
  readonly isEnabled: boolean;
  readonly #options: CaptureOptions;
  /** Undefined where they say nothing, so that no turn merges them. */
  readonly #defaults: InteractionOptions | undefined;
  readonly #open = new TurnoverSet<OpenInteraction>();
  #cancelSweep: (() => void) | undefined;
  /** Until when the sweep that is armed is trusted to come: some hosts drop a timer with the request that set it. */
  #sweepTrustedUntil = Number.NEGATIVE_INFINITY;
  #abandoned = 0;
  #lateTraces = 0;
  #isClosed = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.logger = options.logger;
    this.isEnabled = options.isEnabled;
    const { interactionDefaults } = options;
    this.#defaults = Object.keys(interactionDefaults).length > 0 ? interactionDefaults : undefined;
  }

  /**
   * The scope of the running code, if its interaction is this client's and still open. `origin` and `step` tell a room
   * whether it may join.
   */
  currentScope(): Scope | undefined {
    const scope = currentScopeOf(this);
    return scope?.interaction.isSettled === true ? undefined : scope;
  }

  /** Opens an interaction of its own. */
  open(): OpenInteraction {
    const interaction = new OpenInteraction(this);
    interaction.addOptions("client", this.#defaults);
    interaction.addOptions("fallback", this.#optionsOfEndedScope());
    this.#open.add(interaction);
    if (this.#open.size > this.#options.maxOpenInteractions) this.#evictOldest();
    // What an earlier sweep would have ended is not left to the next one: that may go with its request as well.
    if (interaction.startedAt > this.#sweepTrustedUntil) this.#sweep();
    this.#options.onOpened(interaction);
    return interaction;
  }

  onContinued(interaction: OpenInteraction): void {
    this.#open.delete(interaction);
  }

  onSettled(interaction: OpenInteraction): void {
    this.#open.delete(interaction);
    if (interaction.status === "abandoned") this.#abandoned += 1;
    if (interaction.droppedTraces > 0) {
      this.logger.warn(
        "too many traces",
        `an interaction had ${interaction.droppedTraces} traces over the bound; they were left out`,
      );
    }
    this.#options.deliver(interaction);
  }

  onLateTrace(): void {
    this.#lateTraces += 1;
    this.logger.debug(() => "a step began after its interaction had settled; it was not captured");
  }

  /** The interactions that have not settled, the oldest first. */
  openInteractions(): readonly OpenInteraction[] {
    return this.#open.items();
  }

  /** Settles whatever is open, as nothing more will come. */
  settleAll(): void {
    for (const interaction of this.#open.items()) {
      if (interaction.isClosing) interaction.settle();
      else interaction.settleIdle();
    }
  }

  /** Settles everything and opens no timer again. */
  close(): void {
    this.#isClosed = true;
    this.#cancelSweep?.();
    this.settleAll();
  }

  stats(): CaptureStats {
    return { open: this.#open.size, abandoned: this.#abandoned, lateTraces: this.#lateTraces };
  }

  /** A call that comes after its scope has settled is a turn of its own, but still the same user's. */
  #optionsOfEndedScope(): InteractionOptions | undefined {
    const ended = currentScopeOf(this);
    if (ended?.origin !== "explicit") return undefined;
    const { input: _input, ...options } = ended.interaction.options;
    const conversationId = options.conversationId ?? ended.interaction.sent?.conversationId;
    return conversationId === undefined ? options : { ...options, conversationId };
  }

  #evictOldest(): void {
    const oldest = this.#open.first;
    this.logger.warn(
      "too many open",
      "more interactions are open than maxOpenInteractions allows; the oldest was ended",
    );
    oldest?.settle("abandoned");
  }

  #armSweep(now: number): void {
    if (this.#isClosed) return;
    this.#cancelSweep?.();
    const delayMs = Math.max(1, Math.ceil(this.#options.idleTimeoutMs / sweepsPerTimeout));
    this.#sweepTrustedUntil = now + 2 * delayMs;
    this.#cancelSweep = this.clock.setTimer(() => this.#sweep(), delayMs);
  }

  #sweep(): void {
    const now = this.clock.now();
    for (const interaction of this.#open.items()) {
      if (interaction.wasTouched) interaction.wasTouched = false;
      else if (now - interaction.lastEventAt >= this.#options.idleTimeoutMs) interaction.reachIdleLimit();
    }
    // Left armed while nothing is open: setting and clearing a timer costs more than all else that opens an interaction.
    if (this.#open.size > 0) this.#armSweep(now);
    else this.#sweepTrustedUntil = Number.NEGATIVE_INFINITY;
  }
}
