// Many listeners behind one: a process gets one listener of this package, however many clients and copies of it there are.

import { globalSingleton } from "./global-singleton.ts";

interface Shared<Listener> {
  readonly listeners: Set<Listener>;
  detach: (() => void) | undefined;
}

/**
 * Returns a function that adds a listener and hands back its removal. `attach` is called with the first one, and what it
 * returned with the removal of the last one.
 */
export function sharedListener<Listener>(
  name: string,
  attach: (listeners: ReadonlySet<Listener>) => () => void,
): (listener: Listener) => () => void {
  return (listener) => {
    const shared = globalSingleton<Shared<Listener>>(name, () => ({ listeners: new Set(), detach: undefined }));
    shared.listeners.add(listener);
    shared.detach ??= attach(shared.listeners);
    return () => {
      shared.listeners.delete(listener);
      if (shared.listeners.size > 0) return;
      shared.detach?.();
      shared.detach = undefined;
    };
  };
}
