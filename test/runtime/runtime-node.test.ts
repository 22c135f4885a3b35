import { afterEach, expect, test, vi } from "vitest";
import { runtime } from "../../src/runtime/runtime.node.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** As Deno has it where no variable may be read. */
function forbidEnvironment(): void {
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get() {
        throw new Error("Requires env access, run again with the --allow-env flag");
      },
    },
  );
  vi.stubGlobal("process", Object.create(process, { env: { value: env } }));
}

test("a variable that may not be read is one that is not set", () => {
  forbidEnvironment();
  expect(runtime.readEnvironment("NEBULY_API_KEY")).toBeUndefined();
});

test("on Deno the package is loaded without reading a variable, and holds no event back", async () => {
  forbidEnvironment();
  vi.stubGlobal("Deno", {});
  vi.resetModules();
  const loaded = await import("../../src/runtime/runtime.node.ts");
  expect(loaded.runtime.holdMs).toBe(0);
});

test.each(["Deno", "Bun"])("on %s its own fetch carries the requests", async (name) => {
  vi.stubGlobal(name, {});
  vi.resetModules();
  const { createNodeTransport } = await import("../../src/sender/node-transport.node.ts");
  vi.stubGlobal("fetch", async () => new Response("{}", { status: 201 }));
  const transport = createNodeTransport({
    baseUrl: "http://127.0.0.1:1",
    headers: {},
    timeoutMs: 1_000,
    concurrency: 1,
  });
  const outcome = await transport.post({ path: "/events", body: new TextEncoder().encode("{}") });
  expect(outcome).toEqual({ type: "answer", status: 201, text: "{}" });
});
