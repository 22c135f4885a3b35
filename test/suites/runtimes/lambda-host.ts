// The machine below a function on AWS Lambda: its Runtime API, the freeze after every answer, the thaw with the next event.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface LambdaHost {
  /** Thaws the function, hands it an event, and freezes it as soon as it has answered. */
  invoke(event: unknown): Promise<unknown>;
  /** Kills the function, frozen as it is. */
  end(): Promise<void>;
}

interface Invocation {
  readonly event: unknown;
  settle(answer: { readonly failed: boolean; readonly body: string }): void;
}

/** What a function finds set there. */
const lambdaEnvironment = {
  AWS_LAMBDA_FUNCTION_NAME: "chat",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/chat",
  AWS_LAMBDA_LOG_STREAM_NAME: "stream",
};

export async function startLambdaHost(options: {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}): Promise<LambdaHost> {
  const waiting: ServerResponse[] = [];
  const events: Invocation[] = [];
  let current: Invocation | undefined;
  let count = 0;
  let child: ChildProcess | undefined;

  const handOver = (): void => {
    if (events.length === 0 || waiting.length === 0) return;
    current = events.shift();
    count += 1;
    const headers = {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": `request-${count}`,
      "lambda-runtime-deadline-ms": String(Date.now() + 3_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-west-1:123456789012:function:chat",
    };
    waiting.shift()?.writeHead(200, headers).end(JSON.stringify(current?.event));
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === "GET") {
      waiting.push(response);
      handOver();
      return;
    }
    const body = await text(request);
    child?.kill("SIGSTOP");
    response.writeHead(202).end();
    current?.settle({ failed: request.url?.endsWith("/error") === true, body });
  };

  // A frozen function answers nobody, and its connection stays all the same.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => void serve(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const [executable = "", ...words] = options.command;
  child = spawn(executable, words, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...lambdaEnvironment, ...options.env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
  });

  return {
    async invoke(event) {
      const answered = new Promise<Parameters<Invocation["settle"]>[0]>((settle) => events.push({ event, settle }));
      child.kill("SIGCONT");
      handOver();
      const { failed, body } = await answered;
      if (failed) throw new Error(body);
      return JSON.parse(body);
    },
    async end() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      server.closeAllConnections();
      server.close();
    },
  };
}
