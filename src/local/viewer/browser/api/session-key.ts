// The key that this tab shows the platform. Most local platforms take any; one that was started with a key wants that one.
// It comes from the address's fragment, which never leaves the browser, or from the form, and lives as long as the tab.

import { type ReadonlySignal, signal } from "@preact/signals";

const storageKey = "nebuly-key";
const anyKey = "local";
const current = signal(anyKey);

export const sessionKey: ReadonlySignal<string> = current;

/** Takes the key out of the address, so that it stays neither in the history nor in a copied link. */
export function takeKeyFromAddress(): void {
  const [, written] = /^#key=([^&]+)$/u.exec(location.hash) ?? [];
  if (written !== undefined) {
    history.replaceState(null, "", location.pathname);
    setSessionKey(decode(written));
    return;
  }
  current.value = sessionStorage.getItem(storageKey) ?? anyKey;
}

export function setSessionKey(key: string): void {
  sessionStorage.setItem(storageKey, key);
  current.value = key;
}

/** Addresses are written by hand, too: what is no escape is meant as it stands. */
function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
