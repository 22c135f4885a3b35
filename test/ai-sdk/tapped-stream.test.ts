// The stream that the SDK gets in place of the model's: nothing about its chunks, its demand or its ends differs.
import { MockLanguageModelV4 } from "ai/test";
import { observeModel } from "nebuly/ai-sdk";
import { describe, expect, test } from "vitest";
import { tapInPlace } from "../../src/ai-sdk/tap-in-place.ts";
import { type StreamTap, tapStream } from "../../src/capture/tap-stream.ts";
import { createRecordingClient } from "./recording-client.ts";
import { scriptedModel } from "./test-models.ts";

function createTap(): StreamTap & { readonly told: unknown[] } {
  const told: unknown[] = [];
  return {
    told,
    read: (read) => read(),
    part: (part) => told.push(part),
    end: () => told.push("end"),
    fail: (error) => told.push(["fail", error]),
    cancel: () => told.push("cancel"),
    left: () => told.push("left"),
  };
}

/** A source that says how much was asked of it. */
function countedSource(): {
  readonly stream: ReadableStream<unknown>;
  readonly pulls: () => number;
  readonly cancelled: () => unknown;
} {
  let pulls = 0;
  let reason: unknown = "not cancelled";
  const stream = new ReadableStream<unknown>(
    {
      pull(controller) {
        pulls += 1;
        controller.enqueue({ number: pulls });
      },
      cancel(given) {
        reason = given;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulls: () => pulls, cancelled: () => reason };
}

function streamOf(chunks: readonly unknown[]): ReadableStream<unknown> {
  return new ReadableStream<unknown>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

const ways = {
  "a stream in its place": (stream: ReadableStream<unknown>, tap: StreamTap) => tapStream(stream, tap),
  "the stream itself": (stream: ReadableStream<unknown>, tap: StreamTap) => {
    tapInPlace(stream, tap);
    return stream;
  },
};

for (const [name, tapped] of Object.entries(ways)) {
  describe(`tapping ${name}`, () => {
    test("asks the source for nothing until it is asked, and then for one chunk at a time", async () => {
      const { stream, pulls } = countedSource();
      const reader = tapped(stream, createTap()).getReader();
      await new Promise((resolve) => setImmediate(resolve));
      expect(pulls()).toBe(0);
      await reader.read();
      await new Promise((resolve) => setImmediate(resolve));
      expect(pulls()).toBe(1);
    });

    test("answers reads that are made at once in order", async () => {
      const { stream } = countedSource();
      const reader = tapped(stream, createTap()).getReader();
      const read = await Promise.all([reader.read(), reader.read(), reader.read()]);
      expect(read.map(({ value }) => value)).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
    });

    test("hands on the end, and the error that the source failed with", async () => {
      const tap = createTap();
      expect(
        await tapped(streamOf(["a", "b"]), tap)
          .getReader()
          .read(),
      ).toEqual({ done: false, value: "a" });
      const failure = new Error("down");
      const failed = tapped(
        new ReadableStream({
          start: (controller) => controller.error(failure),
        }),
        tap,
      );
      await expect(failed.getReader().read()).rejects.toBe(failure);
      expect(tap.told).toEqual(["a", ["fail", failure]]);
    });

    test("cancels the source with the reader's own reason, read or not", async () => {
      for (const isRead of [true, false]) {
        const tap = createTap();
        const { stream, cancelled } = countedSource();
        const reader = tapped(stream, tap).getReader();
        if (isRead) await reader.read();
        await reader.cancel("enough");
        expect(cancelled()).toBe("enough");
        expect(tap.told.at(-1)).toBe("cancel");
      }
    });

    test("can be read in every way there is", async () => {
      const read: unknown[] = [];
      for await (const chunk of tapped(streamOf([1, 2]), createTap())) read.push(chunk);
      await tapped(streamOf([3, 4]), createTap()).pipeTo(
        new WritableStream({ write: (chunk) => void read.push(chunk) }),
      );
      for await (const chunk of tapped(streamOf([5, 6]), createTap()).pipeThrough(new TransformStream())) {
        read.push(chunk);
      }
      const [left, right] = tapped(streamOf([7]), createTap()).tee();
      read.push((await left.getReader().read()).value, (await right.getReader().read()).value);
      await tapped(streamOf([8]), createTap()).cancel();
      expect(read).toEqual([1, 2, 3, 4, 5, 6, 7, 7]);
    });
  });
}

test("a result whose class gives its properties is handed on as it is, and captured all the same", async () => {
  const { client, sent } = createRecordingClient();
  class StreamResult {
    readonly #script = scriptedModel([{ text: "Hello." }]);
    stream: Awaited<ReturnType<MockLanguageModelV4["doStream"]>>["stream"] | undefined;
    async fill(options: Parameters<MockLanguageModelV4["doStream"]>[0]): Promise<this> {
      this.stream = (await this.#script.doStream(options)).stream;
      return this;
    }
    get request(): { readonly body: string } {
      return { body: "the request" };
    }
  }
  const model = observeModel(
    new MockLanguageModelV4({ doStream: async (options) => (await new StreamResult().fill(options)) as never }),
    { client },
  );
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hi" }] }];
  const result = await model.doStream({ prompt });
  expect(result).toBeInstanceOf(StreamResult);
  expect(result.request).toEqual({ body: "the request" });
  for await (const _ of result.stream);
  expect(await sent()).toMatchObject([{ interaction: { input: "Hi", output: "Hello." } }]);
});
