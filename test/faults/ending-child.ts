// One process and one way for it to end, with five events that the platform has not taken yet.

import cluster from "node:cluster";
import { Worker } from "node:worker_threads";
import { Nebuly } from "nebuly";

const [, , mode = "", baseUrl = ""] = process.argv;
const moment = "2026-01-01T00:00:00.000Z";

function trackFive(client: Nebuly): Promise<void>[] {
  return [0, 1, 2, 3, 4].map((index) =>
    client.track({ input: `${mode} ${index}`, output: "o", timeStart: moment, timeEnd: moment, endUser: "user" }),
  );
}

/** Says that the parent may send its signal, and stays alive. */
async function awaitSignal(client: Nebuly): Promise<void> {
  await Promise.all(trackFive(client));
  setInterval(() => {}, 1_000);
  process.stdout.write("ready\n");
}

switch (mode) {
  case "exit code 3":
    trackFive(new Nebuly({ baseUrl }));
    process.exitCode = 3;
    break;
  case "await using": {
    await using client = new Nebuly({ baseUrl });
    trackFive(client);
    break;
  }
  case "twenty clients":
    for (let index = 0; index < 20; index += 1) trackFive(new Nebuly({ baseUrl, tags: { client: index } }));
    break;
  case "more in beforeExit": {
    const client = new Nebuly({ baseUrl });
    process.once("beforeExit", () => {
      setTimeout(() => trackFive(client), 300);
    });
    break;
  }
  case "never resolved": {
    const client = new Nebuly({ baseUrl });
    void client.interaction({ endUser: "user", input: `${mode} 0` }, async (turn) => {
      turn.llm({ model: "m", messages: [], output: "the answer so far" });
      await new Promise(() => {});
    });
    break;
  }
  case "worker thread":
    if (process.argv[4] === undefined) {
      new Worker(new URL(import.meta.url), { argv: [mode, baseUrl, "inside"] });
    } else {
      trackFive(new Nebuly({ baseUrl }));
    }
    break;
  case "two cluster workers":
    if (cluster.isPrimary) {
      cluster.fork();
      cluster.fork();
    } else {
      trackFive(new Nebuly({ baseUrl }));
      // The primary's channel would keep the worker alive.
      cluster.worker?.disconnect();
    }
    break;
  case "full disk": {
    const client = new Nebuly({ baseUrl, spoolDirectory: process.argv[4] ?? "", tags: { padding: "p".repeat(900) } });
    const output = "o".repeat(60_000);
    for (let index = 0; index < 5; index += 1) {
      void client.track({ input: `${mode} ${index}`, output, timeStart: moment, timeEnd: moment, endUser: "user" });
    }
    break;
  }
  case "SIGTERM, flushOnSignal":
    await awaitSignal(new Nebuly({ baseUrl, flushOnSignal: true }));
    break;
  case "SIGTERM, own handler and flushOnSignal":
    process.on("SIGTERM", () => {
      setTimeout(() => process.exit(7), 1_500);
    });
    await awaitSignal(new Nebuly({ baseUrl, flushOnSignal: true }));
    break;
  case "SIGTERM, own handler for once and flushOnSignal":
    process.once("SIGTERM", () => {
      setTimeout(() => process.exit(7), 1_500);
    });
    await awaitSignal(new Nebuly({ baseUrl, flushOnSignal: true }));
    break;
  case "more after SIGTERM": {
    const client = new Nebuly({ baseUrl, flushOnSignal: true });
    const alive = setInterval(() => {}, 1_000);
    process.on("SIGTERM", () => {
      // The requests that a server still answers when it is told to stop.
      setTimeout(() => {
        clearInterval(alive);
        trackFive(client);
      }, 1_500);
    });
    await Promise.all(trackFive(client));
    process.stdout.write("ready\n");
    break;
  }
  case "SIGTERM":
    await awaitSignal(new Nebuly({ baseUrl }));
    break;
  case "uncaught error":
    trackFive(new Nebuly({ baseUrl }));
    throw new Error("the program's own");
  default:
    throw new Error(`unknown mode ${mode}`);
}
