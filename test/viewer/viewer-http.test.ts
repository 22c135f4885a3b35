// How the platform serves the viewer: everything from itself, nothing executable from anywhere else, the feed to key holders.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interactionBody } from "../local/bodies.ts";
import { openPlatform, type TestPlatform } from "../local/open-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform({ apiKey: "right" });
});
afterAll(() => platform.close());

describe("the page", () => {
  test("needs no key, holds none, and loads nothing but its own files", async () => {
    const response = await fetch(`${platform.url}/`);
    const page = await response.text();
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page).not.toContain("right");
    const urls = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? "");
    expect(urls).toEqual(["/viewer/icon.svg", "/viewer/viewer.css", "/viewer/viewer.js"]);
    for (const url of urls) expect((await fetch(platform.url + url)).status).toBe(200);
  });

  test("forbids inline script and style, foreign hosts, frames, and text that becomes HTML", async () => {
    const policy = (await fetch(`${platform.url}/`)).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toMatch(/https?:|\*|data:/);
    const page = await (await fetch(`${platform.url}/`)).text();
    expect(page).not.toMatch(/ style=| on[a-z]+=|<style|<script(?! type="module" src=)/);
  });

  test("its script asks nobody else", async () => {
    const script = await (await fetch(`${platform.url}/viewer/viewer.js`)).text();
    const hosts = [...script.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([url]) => url);
    // Namespaces of the DOM, which are names and no addresses.
    expect(hosts.filter((url) => !url.startsWith("http://www.w3.org/"))).toEqual([]);
  });
});

describe("the change feed", () => {
  test("is closed to who has no key", async () => {
    expect((await fetch(`${platform.url}/viewer/changes`)).status).toBe(401);
  });

  test("says that something was stored, and not what", async () => {
    const leave = new AbortController();
    const response = await fetch(`${platform.url}/viewer/changes`, {
      headers: { authorization: "Bearer right" },
      signal: leave.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(": connected\n\n");
    const body = interactionBody({ interaction: { input: "secret words" } });
    await platform.post("/event-ingestion/api/v3/events/trace_interaction", body);
    expect((await reader?.read())?.value).toBe("event: changed\ndata: {}\n\n");
    leave.abort();
  });

  test("an open feed does not keep a platform from closing", async () => {
    const closing = await openPlatform();
    const response = await fetch(`${closing.url}/viewer/changes`, { headers: { authorization: "Bearer any" } });
    const reader = response.body?.getReader();
    await reader?.read();
    await closing.close();
    await expect(reader?.read()).rejects.toThrow();
  });
});
