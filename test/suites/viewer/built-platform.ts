// The platform of the built package, as users run it: the viewer's files are the ones that ship.

import type { startLocalPlatform as start } from "../../../src/local/index.ts";
import { interactionPath } from "../../../src/wire/endpoints.ts";
import type { InteractionBodyV3 } from "../../../src/wire/interaction-body.ts";

const built: { readonly startLocalPlatform: typeof start } = await import(
  new URL("../../../dist/local.js", import.meta.url).href
);

export interface BuiltPlatform extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  send(...bodies: readonly InteractionBodyV3[]): Promise<void>;
  close(): Promise<void>;
}

export interface BuiltPlatformOptions {
  readonly port?: number;
  readonly database?: string;
  readonly apiKey?: string;
  readonly maxBodyBytes?: number;
}

export async function startBuiltPlatform(options: BuiltPlatformOptions = {}): Promise<BuiltPlatform> {
  const platform = await built.startLocalPlatform({ port: 0, database: ":memory:", ...options });
  return {
    url: platform.url,
    port: Number(new URL(platform.url).port),
    async send(...bodies) {
      for (const body of bodies) {
        const response = await fetch(platform.url + interactionPath("v3"), {
          method: "POST",
          headers: { authorization: `Bearer ${platform.apiKey}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        if (!response.ok) throw new Error(`the platform answered ${response.status}: ${await response.text()}`);
        await response.arrayBuffer();
      }
    },
    close: () => platform.close(),
    [Symbol.asyncDispose]: () => platform.close(),
  };
}
