// The options that every way into this room takes, checked once, and what they become.

import type { Capture } from "../capture/capture.ts";
import { captureFor, isClient } from "../capture-for.ts";
import type { Nebuly } from "../client.ts";
import {
  type InteractionOptions,
  interactionOptionChecks,
  pickInteractionOptions,
} from "../settings/interaction-options.ts";
import { type Check, checkOptions, isFunction } from "../settings/option-checks.ts";

/** Options of {@link nebulyEmbeddingMiddleware}: an embedding has no text for the user, so it takes no choice of one. */
export interface ObserveEmbeddingOptions extends InteractionOptions {
  /** The client to record with. Default: the process's own, made from the environment when first needed. */
  readonly client?: Nebuly;
}

/** Turns the root's input or output into the interaction's; undefined leaves the choice to the package. */
export interface TextChoices {
  /** What the user wrote, given the call's prompt. Default, also for `undefined`: the prompt's last user message. */
  readonly getInput?: (rootInput: unknown) => string | undefined;
  /** What the user was shown, given the call's answer. Default, also for `undefined`: that answer. */
  readonly getOutput?: (rootOutput: unknown) => string | undefined;
}

/**
 * Options of {@link observeModel}, {@link nebulyMiddleware} and {@link nebulyTelemetry}. Where several of them stand around
 * one call, the one nearer to the model wins, field by field, and of two telemetries the later one.
 */
export interface ObserveOptions extends ObserveEmbeddingOptions, TextChoices {}

/** Options as the observing code uses them. */
export interface Observer {
  /** The capture to record with; undefined while capture is off. Never throws. */
  capture(): Capture | undefined;
  readonly options: InteractionOptions;
  readonly choices: TextChoices;
}

type Checks = Readonly<Record<string, Check>>;

/** For models that answer nobody. */
export const embeddingChecks: Checks = { ...interactionOptionChecks, client: isClient };
const allChecks: Checks = { ...embeddingChecks, getInput: isFunction, getOutput: isFunction };

/** Throws `NebulyValidationError` naming the field when an option cannot be used. */
export function createObserver(options: ObserveOptions, checks: Checks = allChecks): Observer {
  checkOptions(options, checks);
  const { client, getInput, getOutput } = options;
  return {
    capture: () => captureFor(client),
    options: pickInteractionOptions(options),
    choices: { ...(getInput !== undefined && { getInput }), ...(getOutput !== undefined && { getOutput }) },
  };
}
