// Loads one thing again and again while it changes: never two loads at once, never one given up because of the next, and
// with a rest between them that grows with what a load takes, so that a busy platform is not kept busy by its viewers.

/** A load may take this part of the time at most. */
const restPerLoad = 4;

export interface LoaderOptions<Value> {
  readonly load: (signal: AbortSignal) => Promise<Value>;
  readonly onValue: (value: Value) => void;
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

export class Loader<Value> {
  readonly #options: LoaderOptions<Value>;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  #wanted: unknown;
  #loading: unknown;
  #state: "idle" | "loading" | "resting" = "idle";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LoaderOptions<Value>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Says which version is wanted: another one than was loaded last is loaded, as soon as may be. */
  want(version: unknown): void {
    this.#wanted = version;
    if (this.#state === "idle") void this.#run();
  }

  /** Aborts what is under way; nothing is told any more. */
  close(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#state = "loading";
    this.#loading = this.#wanted;
    const began = this.#now();
    const { load, onValue, onFailure } = this.#options;
    const { signal } = this.#abort;
    try {
      const value = await load(signal);
      if (!signal.aborted) onValue(value);
    } catch (error) {
      // Whatever it is, the page shows it; the next version tries again.
      if (!signal.aborted) onFailure(error);
    }
    if (signal.aborted) return;
    this.#state = "resting";
    this.#timer = setTimeout(
      () => {
        this.#state = "idle";
        if (this.#wanted !== this.#loading) void this.#run();
      },
      restPerLoad * (this.#now() - began),
    );
  }
}
