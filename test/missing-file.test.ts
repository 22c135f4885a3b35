// A deployment that lacks what the package loads later: the user's code goes on, and the books tell of it.
import { Nebuly } from "nebuly";
import { expect, test, vi } from "vitest";

vi.mock("../src/client-delivery.ts", () => {
  throw new Error("no such file");
});

test("a flush of an open turn, and one of a turn that has ended, reject neither here nor anywhere", async () => {
  const rejections: unknown[] = [];
  const listen = (reason: unknown): void => void rejections.push(reason);
  process.on("unhandledRejection", listen);
  const warn = vi.fn();
  const logger = { debug() {}, warn, error() {} };
  const client = new Nebuly({ baseUrl: "http://127.0.0.1:9", apiKey: "key", logger });
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  const turn = client.interaction({ input: "q" }, () => work);
  expect(await client.flush()).toEqual({ sent: 0, failed: 0, pending: 0 });
  finish();
  await turn;
  await client.flush();
  expect(await client.shutdown()).toMatchObject({ sent: 0, pending: 0 });
  expect(client.stats()).toMatchObject({ offered: 1, sent: 0, pending: 0, dropped: { closed: 1 } });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", listen);
  expect(rejections).toEqual([]);
  expect(warn.mock.calls).toEqual([["[nebuly] capture is off: a file of this package is missing"]]);
});
