// `providerOptions.nebuly` of one call: taken out before the provider sees it.

import { readProperty } from "./read-shape.ts";

export interface SplitParams<Params> {
  /** What the model is called with; the same object when there was nothing to take out. */
  readonly params: Params;
  /** What stood under `providerOptions.nebuly`, unread. */
  readonly nebuly: unknown;
}

/** Takes this package's options out of a call's parameters. Never throws. */
export function splitCallOptions<Params>(params: Params): SplitParams<Params> {
  try {
    const providerOptions = readProperty(params, "providerOptions");
    if (typeof providerOptions !== "object" || providerOptions === null || !("nebuly" in providerOptions)) {
      return { params, nebuly: undefined };
    }
    const { nebuly, ...others } = providerOptions;
    const kept = Object.keys(others).length === 0 ? undefined : others;
    return { params: { ...params, providerOptions: kept }, nebuly };
  } catch {
    // Parameters that break whoever reads them are the model's to deal with.
    return { params, nebuly: undefined };
  }
}
