// Loads what a component shows: again when its key changes, and quietly when something was stored.

import { useEffect, useRef, useState } from "preact/hooks";
import { Loader } from "./loader.ts";

export interface Loaded<Value> {
  readonly value?: Value;
  readonly error?: unknown;
}

/** `key` says what is loaded: another key empties what is shown. `version` says that it may have changed. */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  { key, version = 0 }: { readonly key: string; readonly version?: number | string },
): Loaded<Value> {
  const [state, setState] = useState<Loaded<Value> & { readonly key: string }>({ key });
  const loader = useRef<Loader<Value>>(undefined);
  const newest = useRef(load);
  newest.current = load;
  useEffect(() => {
    loader.current = new Loader({
      // What the component was last drawn with: within a key, a range may move on.
      load: (signal) => newest.current(signal),
      onValue: (value) => setState({ key, value }),
      // What was read stays readable while the platform is away.
      onFailure: (error) => setState((before) => (before.key === key && "value" in before ? before : { key, error })),
    });
    loader.current.want(version);
    return () => loader.current?.close();
  }, [key]);
  useEffect(() => loader.current?.want(version), [version]);
  return state.key === key ? state : {};
}
