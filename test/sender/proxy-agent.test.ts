import { createServer, request as forward } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { createNodeTransport } from "../../src/sender/node-transport.node.ts";
import { startFaultServer } from "../faults/fault-server.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const body = new TextEncoder().encode("{}");
const headers = { authorization: "Bearer key" };

/** A proxy that leads every request and every tunnel to one address, wherever it was to go. */
async function startProxy(target: URL): Promise<{ url: string; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, client) => {
    asked.push(request.url ?? "");
    const onward = connect(Number(target.port), target.hostname, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    for (const socket of [client, onward]) socket.on("error", () => {});
  });
  proxy.on("request", (request, response) => {
    asked.push(request.url ?? "");
    const { method, headers } = request;
    const onward = forward(new URL("/p", target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500);
      answer.pipe(response);
    });
    onward.on("error", () => {});
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => proxy.close() };
}

test("requests go through the proxy that the environment names, except to the hosts that it excepts", async () => {
  const server = await startFaultServer();
  const proxy = await startProxy(new URL(server.url));
  vi.stubEnv("HTTP_PROXY", proxy.url);
  vi.stubEnv("NO_PROXY", "excepted.invalid");
  const options = { headers, timeoutMs: 10_000, concurrency: 2 };
  const proxied = createNodeTransport({ ...options, baseUrl: "http://platform.invalid" });
  const excepted = createNodeTransport({ ...options, baseUrl: "http://excepted.invalid" });
  expect(await proxied.post({ path: "/p", body })).toMatchObject({ type: "answer", status: 200 });
  // The second is what a machine says that has nobody to ask.
  const notFound: unknown = expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/);
  expect(await excepted.post({ path: "/p", body })).toEqual({ type: "no-answer", code: notFound });
  expect(proxy.asked).toEqual(["http://platform.invalid/p"]);
  expect(server.taken).toEqual(["{}"]);
  await Promise.all([proxied.close(), excepted.close()]);
  proxy.close();
  await server.close();
});

test("a request through a proxy is let go of while it is waited for", async () => {
  const server = await startFaultServer();
  server.behave(() => ({ type: "silence" }));
  const proxy = await startProxy(new URL(server.url));
  vi.stubEnv("HTTP_PROXY", proxy.url);
  const baseUrl = "http://platform.invalid";
  const transport = createNodeTransport({ baseUrl, headers, timeoutMs: 60_000, concurrency: 2 });
  const posted = transport.post({ path: "/p", body });
  await vi.waitFor(() => expect(server.requests).toBe(1));
  transport.letGo?.();
  expect(await posted).toEqual({ type: "no-answer", code: "timeout" });
  await transport.close();
  proxy.close();
  await server.close();
});

test("what is on this machine is reached without a proxy", async () => {
  const server = await startFaultServer();
  vi.stubEnv("HTTP_PROXY", "http://proxy.invalid");
  const transport = createNodeTransport({ baseUrl: server.url, headers, timeoutMs: 10_000, concurrency: 2 });
  expect(await transport.post({ path: "/p", body })).toMatchObject({ type: "answer", status: 200 });
  await transport.close();
  await server.close();
});

test("to a platform behind TLS the proxy leads a tunnel, and sees nothing of what goes through", async () => {
  const secure = createSecureServer(selfSignedCertificate);
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  const address = secure.address();
  const proxy = await startProxy(new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`));
  vi.stubEnv("https_proxy", proxy.url);
  const baseUrl = "https://platform.invalid";
  const transport = createNodeTransport({ baseUrl, headers, timeoutMs: 10_000, concurrency: 2 });
  const outcome = await transport.post({ path: "/p", body });
  expect(outcome).toEqual({ type: "no-answer", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(proxy.asked).toEqual(["platform.invalid:443"]);
  await transport.close();
  proxy.close();
  secure.closeAllConnections();
  secure.close();
});
