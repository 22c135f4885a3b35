// Loads what a component shows: again when its key changes, and quietly when something was stored.

import { useEffect, useState } from "preact/hooks";

export interface Loaded<Value> {
  readonly value?: Value;
  readonly error?: unknown;
}

/** `key` says what is loaded: another key empties what is shown. `version` says that it may have changed. */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  { key, version = 0 }: { readonly key: string; readonly version?: number },
): Loaded<Value> {
  const [state, setState] = useState<Loaded<Value> & { readonly key: string }>({ key });
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ key, value });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        // What was read stays readable while the platform is away.
        setState((before) => (before.key === key && "value" in before ? before : { key, error }));
      },
    );
    return () => abort.abort();
  }, [key, version]);
  return state.key === key ? state : {};
}
