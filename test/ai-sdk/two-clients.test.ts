// Two clients in one process, each with a way in of its own around the same call: neither hides the other's turn.
import { generateText } from "ai";
import { nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";
import { expect, test } from "vitest";
import { createRecordingClient } from "./recording-client.ts";
import { scriptedModel } from "./test-models.ts";

test("the telemetry of one client leaves the scope of the other around the model that it observes", async () => {
  const [scoped, registered] = [createRecordingClient(), createRecordingClient()];
  const model = observeModel(scriptedModel([{ text: "9 to 17." }]), { client: scoped.client });
  const telemetry = { integrations: [nebulyTelemetry({ client: registered.client })] };
  const handler = withInteraction(() => generateText({ model, prompt: "Opening hours?", telemetry }), {
    client: scoped.client,
    endUser: "user-1",
  });
  await handler();
  expect(await scoped.sentAtShutdown()).toMatchObject([
    { interaction: { input: "Opening hours?", output: "9 to 17.", end_user: "user-1" }, traces: [{}] },
  ]);
  expect(await registered.sentAtShutdown()).toMatchObject([
    { interaction: { input: "Opening hours?", output: "9 to 17.", end_user: "anonymous" }, traces: [{}] },
  ]);
});

test("models observed for two clients tell each of them its own turn", async () => {
  const [outer, inner] = [createRecordingClient(), createRecordingClient()];
  const observedTwice = observeModel(
    observeModel(scriptedModel([{ text: "9 to 17." }]), { client: inner.client, endUser: "inner" }),
    { client: outer.client, endUser: "outer" },
  );
  await inner.client.interaction({ tags: { scope: "inner" } }, () =>
    outer.client.interaction({ tags: { scope: "outer" } }, () =>
      generateText({ model: observedTwice, prompt: "Opening hours?" }),
    ),
  );
  for (const [client, name] of [
    [outer, "outer"],
    [inner, "inner"],
  ] as const) {
    expect(await client.sentAtShutdown()).toMatchObject([
      { interaction: { output: "9 to 17.", end_user: name, tags: { scope: name } }, traces: [{}] },
    ]);
  }
});
