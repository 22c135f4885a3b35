// A worker as Cloudflare runs it: one client for all requests, each of which ends with its answer.

import { Nebuly } from "nebuly";

let client: Nebuly | undefined;

export default {
  async fetch(request: Request, environment: { readonly BASE_URL: string }): Promise<Response> {
    client ??= new Nebuly({ baseUrl: environment.BASE_URL, apiKey: "key", endUserSecret: "pepper" });
    const { pathname } = new URL(request.url);
    if (pathname === "/flush") return Response.json(await client.flush());
    if (pathname === "/cut-off") {
      const now = new Date();
      void client.track({
        endUser: "user-1",
        input: "Hello from /cut-off",
        output: "Hi!",
        timeStart: now,
        timeEnd: now,
      });
      // Ends while it is under way to a platform that does not answer.
      await client.flush({ timeoutMs: 200 });
      return new Response("Hi!");
    }
    if (pathname === "/forgotten-feedback") {
      void client.feedback({
        slug: "thumbs_up",
        endUser: "user-1",
        input: "Hello from /forgotten-turn",
        output: "Hi!",
      });
      return new Response("Hi!");
    }
    if (pathname === "/feedback") {
      await client.feedback({ slug: "thumbs_up", endUser: "user-1", input: "Hello from /turn", output: "Hi!" });
      return new Response("Hi!");
    }
    return client.interaction({ endUser: "user-1", input: `Hello from ${pathname}` }, async (turn) => {
      turn.llm({ model: "model", messages: [{ role: "user", content: "Hello" }], output: "Hi!", inputTokens: 1 });
      turn.setOutput("Hi!");
      return new Response("Hi!");
    });
  },
};
