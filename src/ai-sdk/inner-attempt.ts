// A model call that an observer further out follows already: nothing is watched twice, but what only this one can see, an
// attempt that failed and the model that answered, is told outwards.

import type { CallFollower } from "./call-follower.ts";
import type { LanguageCall } from "./language-call.ts";
import type { ModelCallStep } from "./model-call-step.ts";

export class InnerAttempt implements CallFollower {
  readonly tap = undefined;
  readonly #step: ModelCallStep;
  readonly #call: LanguageCall;

  constructor(options: { readonly step: ModelCallStep; readonly call: LanguageCall }) {
    this.#step = options.step;
    this.#call = options.call;
  }

  run<Result>(callback: () => Result): Result {
    return callback();
  }

  result(): void {
    this.#step.answeredBy = this.#call.modelId;
  }

  fail(): void {
    this.#step.failedAttempts.push(this.#call);
  }
}
