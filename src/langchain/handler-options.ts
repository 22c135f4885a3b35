// The options of the callback handler, and their checks.

import { isClient } from "../capture-for.ts";
import type { Nebuly } from "../client.ts";
import { type InteractionOptions, interactionOptionChecks } from "../settings/interaction-options.ts";
import { type Check, isFunction } from "../settings/option-checks.ts";

/** Options of {@link NebulyCallbackHandler}; the interaction options apply to every root run that it sees. */
export interface CallbackHandlerOptions extends InteractionOptions {
  /** The client to record with. Default: the default client, made from the environment when first needed. */
  readonly client?: Nebuly;
  /** Finds what the user wrote in the input of a root run; undefined for the default choice. */
  readonly getInput?: (rootInput: unknown) => string | undefined;
  /** Finds what the user was shown in the output of a root run; undefined for the default choice. */
  readonly getOutput?: (rootOutput: unknown) => string | undefined;
}

/** Where handlers tell which capture they record with, to other copies of the package too. */
export const captureKey: symbol = Symbol.for("nebuly.langchain.capture");

export const embeddingsChecks: Readonly<Record<string, Check>> = { ...interactionOptionChecks, client: isClient };

export const callbackHandlerChecks: Readonly<Record<string, Check>> = {
  ...embeddingsChecks,
  getInput: isFunction,
  getOutput: isFunction,
};
