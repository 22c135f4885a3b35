// The value of an argument at the moment of the call: what the caller changes afterwards is not sent.

import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";

/** Copies an argument now; the returned function gives the copy, or throws when the argument could not be read. */
export function snapshot<Value>(argument: Value): () => Value {
  try {
    const copy = structuredClone(argument);
    return () => copy;
  } catch (cause) {
    // A getter of the caller's threw, or there is a function or symbol where data belongs.
    return () => {
      throw new NebulyValidationError({ field: "argument", problem: "must be plain data", cause });
    };
  }
}
