// A process that is held up or frozen for longer than an answer may take.

import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { createNodeTransport } from "../../src/sender/node-transport.node.ts";
import type { TransportOutcome } from "../../src/sender/transport.ts";

const timeoutMs = 100;

/** A platform in a thread of its own, which this one cannot hold up. Counts the requests that it has answered. */
async function startPlatform(): Promise<{ readonly url: string; readonly answered: Int32Array }> {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    const server = require("node:http").createServer((request, response) => {
      request.resume().on("end", () => {
        response.on("finish", () => {
          Atomics.add(workerData, 0, 1);
          Atomics.notify(workerData, 0);
        });
        if (request.url !== "/silence") response.end("{}");
      });
    });
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: answered },
  );
  onTestFinished(async () => void (await worker.terminate()));
  const port = await new Promise((resolve) => worker.once("message", resolve));
  return { url: `http://127.0.0.1:${port}`, answered };
}

/** Nothing else happens in this thread meanwhile. */
function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A machine that is busy may need more than one attempt. */
async function untilOpen(post: () => Promise<TransportOutcome>): Promise<void> {
  while ((await post()).type !== "answer");
}

/** Two turns of the event loop: a request that was posted on an open connection is written by then. */
async function untilWritten(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("an answer that came while the process was held up counts", async () => {
  const { url, answered } = await startPlatform();
  const transport = createNodeTransport({ baseUrl: url, headers: {}, timeoutMs, concurrency: 1 });
  onTestFinished(() => transport.close());
  const post = () => transport.post({ path: "/p", body: new Uint8Array(1) });
  await untilOpen(post);
  const before = Atomics.load(answered, 0);
  const outcome = post();
  await untilWritten();
  Atomics.wait(answered, 0, before);
  holdUp(2 * timeoutMs);
  expect(await outcome).toMatchObject({ type: "answer", status: 200 });
});

test("a connection that was frozen is taken for lost, not for slow", async () => {
  const { url } = await startPlatform();
  const transport = createNodeTransport({ baseUrl: url, headers: {}, timeoutMs, concurrency: 1 });
  onTestFinished(() => transport.close());
  await untilOpen(() => transport.post({ path: "/p", body: new Uint8Array(1) }));
  const outcome = transport.post({ path: "/silence", body: new Uint8Array(1) });
  await untilWritten();
  holdUp(3 * timeoutMs);
  expect(await outcome).toEqual({ type: "no-answer", code: "ECONNRESET" });
});
