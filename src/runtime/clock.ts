// Time as a parameter: the core asks a clock, tests hand it one that they turn by hand.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some fixed moment: unlike `now`, it never jumps when the machine's time is set. */
  elapsedMs(): number;
  /** Calls back once after a delay; returns the cancellation. Keeps the process alive only when told to. */
  setTimer(callback: () => void, delayMs: number, options?: { readonly keepsProcessAlive: boolean }): () => void;
  /** Calls back once when what runs now has finished and waiting I/O was served; keeps the process alive till then. */
  defer(callback: () => void): void;
}

// Taken at import: a test that fakes the global timers later must not make a flush wait for ever.
const { setTimeout, clearTimeout, setImmediate, performance } = globalThis;
const DateConstructor = Date;
const performanceNow = performance.now.bind(performance);

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => DateConstructor.now(),
  elapsedMs: performanceNow,
  setTimer(callback, delayMs, options) {
    const timer = setTimeout(callback, delayMs);
    // Node and Bun return an object; on the edge a number comes back and nothing is kept alive anyway.
    if (options?.keepsProcessAlive !== true && typeof timer === "object") timer.unref();
    return () => clearTimeout(timer);
  },
  defer(callback) {
    try {
      setImmediate(callback);
    } catch {
      // Web runtimes have none, and Next.js' Edge runtime has one only to throw from it.
      setTimeout(callback, 0);
    }
  },
};
