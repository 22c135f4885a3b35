// The key that the address brings into the viewer.

import { afterEach, expect, test, vi } from "vitest";
import { sessionKey, takeKeyFromAddress } from "../../src/local/viewer/browser/api/session-key.ts";

afterEach(() => void vi.unstubAllGlobals());

test.each([
  ["#key=secret", "secret"],
  ["#key=a%2Fb%25", "a/b%"],
  ["#key=%", "%"],
  ["#key=100%zz", "100%zz"],
])("the address %s brings the key %s, and keeps it no longer", (hash, key) => {
  const replaceState = vi.fn();
  const setItem = vi.fn();
  vi.stubGlobal("location", { hash, pathname: "/" });
  vi.stubGlobal("history", { replaceState });
  vi.stubGlobal("sessionStorage", { setItem });
  takeKeyFromAddress();
  expect(sessionKey.value).toBe(key);
  expect(setItem).toHaveBeenCalledWith("nebuly-key", key);
  expect(replaceState).toHaveBeenCalledWith(null, "", "/");
});
