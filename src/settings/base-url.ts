// Reads a base URL as people write it: with a prefix, a trailing slash, or `/event-ingestion` at its end.

import { NebulyValidationError } from "../errors/nebuly-validation-error.ts";
import { isLoopbackHost } from "./loopback-host.ts";

export interface BaseUrl {
  /** Without a trailing slash. */
  readonly url: string;
  readonly isLoopback: boolean;
  readonly warnings: string[];
}

/** Throws `NebulyValidationError` when the text is no usable URL. The message never repeats it: it may hold a password. */
export function parseBaseUrl(source: { readonly text: string; readonly field: string }): BaseUrl {
  const url = URL.parse(source.text.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new NebulyValidationError({
      field: source.field,
      problem: "must be an absolute http or https URL, such as https://backend.nebuly.com",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new NebulyValidationError({
      field: source.field,
      problem: "must not carry a user name or password; the key goes into apiKey",
    });
  }
  if (url.search !== "" || url.hash !== "") {
    throw new NebulyValidationError({ field: source.field, problem: "must not have a query or a fragment" });
  }
  const path = url.pathname
    .replace(/\/+$/, "")
    .replace(/\/event-ingestion$/, "")
    .replace(/\/+$/, "");
  const isLoopback = isLoopbackHost(url.hostname);
  const warnings: string[] = [];
  if (url.protocol === "http:" && !isLoopback) {
    warnings.push(`${source.field} is plain http to another machine: the key and every text travel unencrypted`);
  }
  return { url: `${url.origin}${path}`, isLoopback, warnings };
}
