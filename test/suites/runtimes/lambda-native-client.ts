// Stands in for the one part of AWS's runtime client that is compiled from C++: it posts answers, and blocks while it does.

import { registerHooks } from "node:module";
import { Worker } from "node:worker_threads";

const flag = new Int32Array(new SharedArrayBuffer(4));
let poster: Worker | undefined;

function post(path: string, body: string): void {
  if (poster === undefined) {
    const code = `
      const { parentPort, workerData } = require("node:worker_threads");
      parentPort.on("message", async ({ path, body }) => {
        await fetch("http://" + process.env.AWS_LAMBDA_RUNTIME_API + path, { method: "POST", body });
        Atomics.store(workerData, 0, 1);
        Atomics.notify(workerData, 0);
      });`;
    poster = new Worker(code, { eval: true, execArgv: [], workerData: flag });
    poster.unref();
  }
  Atomics.store(flag, 0, 0);
  poster.postMessage({ path, body });
  Atomics.wait(flag, 0, 0);
}

const invocations = "/2018-06-01/runtime/invocation";
const client = {
  done: (id: string, body: string) => post(`${invocations}/${id}/response`, body),
  error: (id: string, body: string) => post(`${invocations}/${id}/error`, body),
};
Reflect.set(globalThis, "lambdaNativeClient", client);

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "./rapid-client.node"
      ? { url: "native:rapid-client", format: "commonjs", shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === "native:rapid-client"
      ? { format: "commonjs", source: "module.exports = globalThis.lambdaNativeClient;", shortCircuit: true }
      : next(url, context),
});
