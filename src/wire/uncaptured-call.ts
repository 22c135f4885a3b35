// The mark of a model call that belongs to no user's turn: the local platform's analyst puts it where a call's options
// stand (`providerOptions.nebuly`), and observed models let such a call pass.

/** A registered symbol, so that two copies of the package agree. */
export const uncapturedCall: unique symbol = Symbol.for("nebuly.uncaptured-call");
