// Promises of the README, quoted word for word: a sentence that changes there fails here.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { Nebuly } from "nebuly";
import { NebulyCallbackHandler } from "nebuly/langchain";
import { startLocalPlatform } from "nebuly/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { interactionBodyV3Schema } from "../src/wire/interaction-body-schema.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const quiet = { debug() {}, warn() {}, error() {} };
let platform: Awaited<ReturnType<typeof startLocalPlatform>>;

beforeAll(async () => {
  platform = await startLocalPlatform({ port: 0, database: ":memory:" });
});
afterAll(() => platform.close());

function promise(sentence: string, keep: () => Promise<void> | void): void {
  test(sentence, async () => {
    expect(readme.replaceAll(/\s+/g, " ")).toContain(sentence);
    await keep();
  });
}

/** Runs with a client of the local platform and gives the bodies that it put on the wire. */
async function sentBy(
  options: ConstructorParameters<typeof Nebuly>[0],
  run: (client: Nebuly) => Promise<unknown>,
): Promise<readonly Body[]> {
  const bodies: Body[] = [];
  const client = new Nebuly({
    baseUrl: platform.url,
    apiKey: platform.apiKey,
    logger: quiet,
    ...options,
    fetch: (input, init) => {
      if (init?.body instanceof Uint8Array) bodies.push(JSON.parse(Buffer.from(init.body).toString()));
      return fetch(input, init);
    },
  });
  await run(client);
  expect(await client.shutdown()).toMatchObject({ failed: 0, pending: 0 });
  return bodies;
}

interface Body {
  readonly interaction: {
    readonly end_user: string;
    readonly input: string;
    readonly output: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  readonly anonymize?: boolean;
}

const ask = (client: Nebuly): Promise<void> =>
  client.interaction({ endUser: "ada", input: "q" }, async (turn) => turn.setOutput("a"));

promise("One POST per interaction to `/event-ingestion/api/v3/events/trace_interaction`:", () => {
  const [, json] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(interactionBodyV3Schema.safeParse(JSON.parse(json ?? ""))).toMatchObject({ success: true });
});

promise(
  "A text is cut in its middle beyond 200,000 characters and a tag beyond 1,000, which stands there; the first 100 tags and 5,000 steps of a turn are sent.",
  async () => {
    const names = Array.from({ length: 101 }, (_, index) => `tag ${index}`);
    const tags = Object.fromEntries(names.map((name) => [name, `<${"v".repeat(2_000)}>`]));
    const [body] = await sentBy({}, (client) =>
      client.interaction({ input: `<${"i".repeat(300_000)}>`, tags }, async (turn) => {
        turn.setOutput("a");
      }),
    );
    expect(body?.interaction.input).toMatch(/^<i+ …\[\d+ characters cut\]… i+>$/);
    expect(body?.interaction.input.length).toBeLessThanOrEqual(200_000);
    expect(Object.keys(body?.interaction.tags ?? {})).toEqual(names.slice(0, 100));
    expect(Object.values(body?.interaction.tags ?? {})[0]?.length).toBeLessThanOrEqual(1_000);
  },
);

promise("Node 22.19 or later", () => {
  const require = createRequire(import.meta.url);
  const engineOf = (path: string): string | undefined => require(path).engines?.node;
  expect(engineOf("../package.json")).toBe(">=22.19");
  // What is required of Node is what the dependencies require.
  const [, minor] = /^>=22\.(\d+)\.0$/.exec(engineOf("undici/package.json") ?? "") ?? [];
  expect(Number(minor)).toBeLessThanOrEqual(19);
  expect(engineOf("zod/package.json")).toBeUndefined();
});

promise("`anonymize` is true unless you say otherwise, and always sent.", async () => {
  expect(await sentBy({}, ask)).toMatchObject([{ anonymize: true }]);
  expect(await sentBy({ anonymize: false }, ask)).toMatchObject([{ anonymize: false }]);
});

promise(
  "`redact(text, context)` runs over every text before it is queued. A text on which it fails is not sent.",
  async () => {
    const redact = (text: string): string => {
      if (text === "q") throw new Error("cannot tell");
      return `${text}, redacted`;
    };
    const [body] = await sentBy({ redact }, ask);
    expect(body?.interaction).toMatchObject({ input: "[redaction failed]", output: "a, redacted" });
  },
);

promise("`endUserSecret` sends end users as HMAC-SHA256 of their id.", async () => {
  const [body] = await sentBy({ endUserSecret: "s3cret" }, ask);
  expect(body?.interaction.end_user).toBe(createHmac("sha256", "s3cret").update("ada").digest("hex"));
});

promise("An interaction that did not simply complete carries the tag `interaction_status`:", async () => {
  const failing = (client: Nebuly): Promise<unknown> =>
    client.interaction({ input: "q" }, () => Promise.reject(new Error("no"))).catch(() => {});
  const aborted = (client: Nebuly): Promise<unknown> =>
    client.interaction({ input: "q" }, () => Promise.reject(new DOMException("stop", "AbortError"))).catch(() => {});
  expect((await sentBy({}, failing))[0]?.interaction.tags).toEqual({ interaction_status: "failed" });
  expect((await sentBy({}, aborted))[0]?.interaction.tags).toEqual({ interaction_status: "cancelled" });
});

promise(
  "Images, audio and files are sent as placeholders such as `[image]`; their bytes never leave your process.",
  async () => {
    const picture = "aGVsbG8gd29ybGQ".repeat(50);
    const bodies = await sentBy({}, async (client) => {
      const model = new FakeListChatModel({ responses: ["A cat."] });
      const content = [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } },
      ];
      await model.invoke([{ role: "user", content }], { callbacks: [new NebulyCallbackHandler({ client })] });
    });
    expect(JSON.stringify(bodies)).not.toContain(picture.slice(0, 30));
    expect(bodies[0]?.interaction.input).toBe("What is this?\n[image]");
  },
);

promise("At every instant offered = sent + dropped + pending.", async () => {
  await sentBy({}, async (client) => {
    const check = (): void => {
      const { offered, sent, dropped, pending } = client.stats();
      expect(sent + Object.values(dropped).reduce((sum, count) => sum + count, 0) + pending).toBe(offered);
    };
    const flushed = Array.from({ length: 20 }, async () => {
      await ask(client);
      check();
      await client.flush();
      check();
    });
    await Promise.all(flushed);
  });
});
