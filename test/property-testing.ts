// fast-check with the limits that every property test needs. No arbitraries: those belong to the tests.

import fc from "fast-check";

fc.configureGlobal({
  // Under the tests' own timeout, which would tell neither the failure nor its example while that is being made smaller. A
  // property that has not failed by then has not been tried as often as it asks for, and fails.
  interruptAfterTimeLimit: 25_000,
  markInterruptAsFailure: true,
  // A run that never ends fails with what it ran on.
  timeout: 20_000,
});

export { fc };
