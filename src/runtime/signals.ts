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

/**
 * Calls all listeners with a signal, and with those that follow while the program handles them. Returns the removal, for
 * when there is no listener any more.
 */
export function listenToSignals(
  process: SignalledProcess,
  listeners: ReadonlySet<(isHandled: boolean) => Promise<void>>,
): () => void {
  const onSignal = async (signal: Signal): Promise<void> => {
    // A second signal finds nobody of ours and ends the process at once.
    detach();
    // Asked before any other handler runs: one that listens once is not among them afterwards.
    const isHandled = process.listenerCount(signal) > 0;
    await Promise.allSettled([...listeners].map((listener) => listener(isHandled)));
    // Raised again, it does what it would have done without us, unless the program has a handler that decides.
    if (!isHandled) process.kill(process.pid, signal);
    // One that is still there may have called off an answer, and the program goes on: what it captures next is flushed too.
    else if (listeners.size > 0 && process.listenerCount(signal) > 0) attach();
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
