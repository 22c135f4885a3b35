// A local platform that also remembers every body as it arrived: the interactions whole, traces and all.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocalPlatform } from "../../../src/local/index.ts";

export interface Received {
  readonly path: string;
  // Bodies are what the tests look into.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
}

export interface RecordingPlatform extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  readonly received: readonly Received[];
  /** The first body that fits, or the next one that will. */
  find(fits: (received: Received) => boolean): Promise<Received>;
  /** Answers wait until the returned function is called. */
  holdAnswers(): () => void;
}

export async function startRecordingPlatform(): Promise<RecordingPlatform> {
  const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
  const received: Received[] = [];
  let waiting: { readonly fits: (received: Received) => boolean; readonly resolve: (received: Received) => void }[] =
    [];
  let answersAllowed: Promise<void> = Promise.resolve();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const entry = { path: request.url ?? "", body: JSON.parse(body.toString()) };
    received.push(entry);
    waiting = waiting.filter(({ fits, resolve }) => {
      const isWanted = fits(entry);
      if (isWanted) resolve(entry);
      return !isWanted;
    });
    await answersAllowed;
    const answer = await fetch(`${platform.url}${request.url}`, {
      method: "POST",
      headers: {
        authorization: request.headers.authorization ?? "",
        "content-type": request.headers["content-type"] ?? "",
      },
      body,
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: platform.apiKey,
    received,
    find(fits) {
      const known = received.find(fits);
      return known === undefined ? new Promise((resolve) => waiting.push({ fits, resolve })) : Promise.resolve(known);
    },
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>();
      answersAllowed = promise;
      return resolve;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await platform.close();
    },
  };
}
