import { expect, test, vi } from "vitest";
import { ClientEvents } from "../src/client-events.ts";
import type { OutgoingEvent, Sender } from "../src/sender/outgoing-event.ts";
import { createSettings } from "../src/settings/settings.ts";

test("where the module that makes bodies did not load for one event, it is loaded for the next", async () => {
  let loads = 0;
  vi.doMock("../src/capture/event-content.ts", async (load) => {
    loads += 1;
    // As on Cloudflare Workers: what a request began to load ends with it.
    if (loads === 1) throw new Error("its request has since ended");
    return load();
  });
  const offered: OutgoingEvent[] = [];
  const events = new ClientEvents(
    createSettings({ baseUrl: "http://127.0.0.1:9" }, () => undefined),
    {
      sender: { offer: async (event: OutgoingEvent) => void offered.push(event) } as Sender,
      hmacSha256: () => "",
      logger: { warn() {}, debug() {} },
      onTelling() {},
    },
  );
  for (const input of ["first", "second"]) {
    const interaction = { input, output: "a", timeStart: 0, timeEnd: 1 };
    await events.tell((tracked) => tracked.tracked(() => interaction));
  }
  await expect(offered[0]?.createContent()).rejects.toThrow();
  expect(await offered[1]?.createContent()).toMatchObject({ body: expect.stringContaining("second") });
});
