import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { Nebuly, NebulyValidationError } from "nebuly";
import { withInteraction } from "nebuly/next";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { noTags } from "../capture/no-tags.ts";
import { streamFrom } from "./stream-from.ts";

interface Sent {
  readonly interaction: Readonly<Record<string, unknown>>;
  readonly traces: readonly unknown[];
}

const servers: Server[] = [];
let sent: Sent[];
let warnings: string[];
/** What the host was asked to wait for. */
let waitedFor: Promise<unknown>[];
let client: Nebuly;

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(async () => {
  sent = [];
  warnings = [];
  waitedFor = [];
  const platform = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    sent.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.end("{}");
  });
  const warn = (line: string): void => void warnings.push(line);
  client = new Nebuly({
    baseUrl: await listen(platform),
    waitUntil: (promise) => waitedFor.push(promise),
    logger: { debug() {}, warn, error: warn },
  });
});

afterEach(async () => {
  await client.shutdown();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const post = (body: unknown = {}): Request =>
  new Request("http://127.0.0.1/api/chat", {
    method: "POST",
    headers: { "x-user": "ada" },
    body: JSON.stringify(body),
  });

/** A model call as the framework rooms record it, told by hand. */
async function answer(question: string, text: string): Promise<string> {
  return client.interaction({}, async (turn) => {
    turn.llm({ model: "m", messages: [{ role: "user", content: question }], output: text });
    return text;
  });
}

function streamOf(...texts: readonly string[]): ReadableStream<Uint8Array> {
  return streamFrom(texts.map((text) => new TextEncoder().encode(text)));
}

describe("withInteraction", () => {
  test("joins everything that a route handler does to one interaction, and the host waits till it is sent", async () => {
    const POST = withInteraction(
      async (_request: Request) => {
        await answer("Where?", "In Rome.");
        await answer("When?", "At nine.");
        return new Response(streamOf("At", " nine."));
      },
      {
        client,
        conversationId: "chat-7",
        tags: { app: "shop" },
        identify: (request) => ({ endUser: request.headers.get("x-user") ?? "" }),
      },
    );
    const response = await POST(post());
    expect(await response.text()).toBe("At nine.");
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([
      {
        interaction: {
          end_user: "ada",
          conversation_id: "chat-7",
          tags: { app: "shop" },
          input: "Where?",
          output: "At nine.",
        },
        traces: [{ output: "In Rome." }, { output: "At nine." }],
      },
    ]);
  });

  test("is not sent before the last byte was read", async () => {
    const POST = withInteraction(
      async (_request: Request) => {
        await answer("q", "a b");
        return new Response(streamOf("a", " b"));
      },
      { client },
    );
    const reader = (await POST(post())).body?.getReader();
    await reader?.read();
    await client.flush();
    expect(client.stats().capture.open).toBe(1);
    expect(sent).toEqual([]);
    await reader?.read();
    await reader?.read();
    await Promise.all(waitedFor);
    expect(sent).toHaveLength(1);
  });

  test("takes its options from the request's body, which it reads beside the handler", async () => {
    const POST = withInteraction(
      async (request: Request) => {
        const { question } = await request.json();
        return Response.json(await answer(question, "a"));
      },
      // The default client is off here, so the object form gives the client.
      { client, identify: async (request) => ({ conversationId: (await request.clone().json()).id }) },
    );
    await (await POST(post({ id: "chat-9", question: "q" }))).text();
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([{ interaction: { conversation_id: "chat-9", input: "q" } }]);
  });

  test("never makes the handler wait for its options, and waits for them itself", async () => {
    const { promise, resolve } = Promise.withResolvers<{ endUser: string }>();
    const POST = withInteraction(async (_request: Request) => Response.json(await answer("q", "a")), {
      client,
      identify: () => promise,
    });
    expect(await (await POST(post())).json()).toBe("a");
    await client.flush();
    expect(sent).toEqual([]);
    resolve({ endUser: "late" });
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([{ interaction: { end_user: "late" } }]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("secret of the session");
      },
    ],
    ["rejects", () => Promise.reject(new Error("secret of the session"))],
    ["gives nothing", () => undefined],
    ["gives nonsense", () => JSON.parse('{"endUser": {"id": 1}, "tags": "none"}')],
  ])("goes on without options when their function %s", async (_how, identify) => {
    const POST = withInteraction(async (_request: Request) => Response.json(await answer("q", "a")), {
      client,
      endUser: "fixed",
      identify,
    });
    expect(await (await POST(post())).json()).toBe("a");
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([{ interaction: { end_user: "fixed", input: "q" } }]);
    expect(warnings.join()).not.toContain("secret");
  });

  test("gives a server action's arguments to the options, and its very value back", async () => {
    const value = { text: "9 to 17" };
    const ask = withInteraction(
      async (previous: string, form: { question: string }) => {
        await answer(form.question, value.text);
        return previous === "" ? value : undefined;
      },
      { client, identify: (_previous, form) => ({ input: form.question.toUpperCase() }) },
    );
    expect(await ask("", { question: "hours?" })).toBe(value);
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([{ interaction: { input: "HOURS?", output: "9 to 17" } }]);
  });

  test("joins the turn it is called in", async () => {
    const inner = withInteraction(async () => answer("q", "a"), { client, tags: { inner: "yes" } });
    await client.interaction({ endUser: "outer" }, () => inner());
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([{ interaction: { end_user: "outer", tags: { inner: "yes" } } }]);
  });

  test("never mixes requests that run at once", async () => {
    const POST = withInteraction(
      async (request: Request) => {
        const { question } = await request.json();
        await new Promise((resolve) => setImmediate(resolve));
        return new Response(streamOf(await answer(question, `answer to ${question}`)));
      },
      { client },
    );
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => (await POST(post({ question: `q${index}` }))).text()),
    );
    await Promise.all(waitedFor);
    expect(sent).toHaveLength(100);
    for (const { interaction } of sent) expect(interaction.output).toBe(`answer to ${interaction.input}`);
  });

  test("is not there at all where capture is off", async () => {
    const off = new Nebuly({ logger: { debug() {}, warn() {}, error() {} } });
    const response = new Response("x");
    expect(await withInteraction(async () => response, { client: off })()).toBe(response);
  });

  test("keeps the handler's type", () => {
    const handler = async (_request: Request, _context: { params: Promise<{ id: string }> }): Promise<Response> =>
      new Response("x");
    expectTypeOf(withInteraction(handler, (request) => ({ endUser: request.url }))).toEqualTypeOf<typeof handler>();
  });

  test("throws on a fixed option that cannot be used, naming it", () => {
    const options = JSON.parse('{ "endusr": "ada" }');
    expect(() => withInteraction(async () => "x", options)).toThrow(NebulyValidationError);
    expect(() => withInteraction(async () => "x", options)).toThrow(/endusr/);
    expect(() => withInteraction(async () => "x", JSON.parse('{ "client": {} }'))).toThrow(/client/);
  });
});

describe("over a real connection", () => {
  /** Serves a handler as Next.js does: the body is piped, a connection that closes aborts signal and body. */
  async function serve(handler: (request: Request) => Promise<Response>): Promise<string> {
    return listen(
      createServer(async (incoming, outgoing) => {
        const closed = new AbortController();
        outgoing.once("close", () => {
          if (!outgoing.writableFinished) closed.abort();
        });
        const request = new Request("http://127.0.0.1/", { method: "POST", signal: closed.signal });
        incoming.resume();
        const response = await handler(request);
        outgoing.writeHead(response.status, [...response.headers].flat());
        const sink = new WritableStream<Uint8Array>({
          write: (chunk) => void outgoing.write(chunk),
          close: () => void outgoing.end(),
        });
        await response.body?.pipeTo(sink, { signal: closed.signal }).catch(() => {});
      }),
    );
  }

  function send(url: string): Promise<Readable & { destroy(): unknown }> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(url, { method: "POST" }, resolve);
      request.on("error", reject);
      request.end();
    });
  }

  test("an answer that is read to its end is a completed turn", async () => {
    const url = await serve(
      withInteraction(
        async (_request: Request) => {
          await answer("q", "abc");
          return new Response(streamOf("a", "b", "c"), { headers: { "content-type": "text/plain" } });
        },
        { client },
      ),
    );
    const response = await fetch(url, { method: "POST" });
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.text()).toBe("abc");
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([{ interaction: { output: "abc", tags: noTags } }]);
  });

  test("a tab that is closed in the middle of an answer is a cancelled turn with the text so far, and the source is told", async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<unknown>();
    const url = await serve(
      withInteraction(
        async (_request: Request) => {
          await answer("q", "the text so far");
          let count = 0;
          return new Response(
            new ReadableStream<Uint8Array>({
              pull(controller) {
                count += 1;
                if (count > 3) return new Promise(() => {});
                controller.enqueue(new TextEncoder().encode("x"));
                return undefined;
              },
              cancel: resolve,
            }),
          );
        },
        { client },
      ),
    );
    const response = await send(url);
    await new Promise((heard) => response.once("data", heard));
    response.destroy();
    await cancelled;
    await Promise.all(waitedFor);
    expect(sent).toMatchObject([
      { interaction: { output: "the text so far", tags: { interaction_status: "cancelled" } } },
    ]);
  });
});
