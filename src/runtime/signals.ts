// Runs what is to be done when a process is told to stop, then lets the signal do what it does.

/** The part of Node's `process` that it takes; Bun has it as well. */
export interface SignalledProcess {
  readonly pid: number;
  prependListener(signal: Signal, listener: (signal: Signal) => void): unknown;
  off(signal: Signal, listener: (signal: Signal) => void): unknown;
  listenerCount(signal: Signal): number;
  kill(pid: number, signal: Signal): unknown;
}

type Signal = (typeof signals)[number];

const signals = ["SIGTERM", "SIGINT"] as const;
/** The kernel spares the first process of a container where it does not handle a signal: it goes on. */
const sparedPid = 1;

/**
 * Calls all listeners with a signal, and with those that follow while the program goes on. Returns the removal, for
 * when there is no listener any more.
 */
export function listenToSignals(
  process: SignalledProcess,
  listeners: ReadonlySet<(isHandled: boolean) => Promise<void>>,
): () => void {
  const goesOn = (signal: Signal): boolean => process.pid === sparedPid || process.listenerCount(signal) > 0;
  const onSignal = async (signal: Signal): Promise<void> => {
    // A second signal finds nobody of ours and ends the process at once.
    detach();
    // Asked before any other handler runs: one that listens once is not among them afterwards.
    const isHandled = goesOn(signal);
    await Promise.allSettled([...listeners].map((listener) => listener(isHandled)));
    // Raised again, it does what it would have done without us, unless the program has a handler that decides.
    if (!isHandled) process.kill(process.pid, signal);
    // One that is still there may have called off an answer, and the program goes on: what it captures next is flushed too.
    else if (listeners.size > 0 && goesOn(signal)) attach();
  };
  const attach = (): void => {
    for (const signal of signals) process.prependListener(signal, onSignal);
  };
  const detach = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  attach();
  return detach;
}
