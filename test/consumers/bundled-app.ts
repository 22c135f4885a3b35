// An app as functions deploy it, in one file: beside the AI SDK it uses what this package loads only when it is needed.

import { createServer } from "node:http";
import { generateText, type LanguageModel } from "ai";
import { Nebuly, NebulyValidationError } from "nebuly";
import { observeModel } from "nebuly/ai-sdk";
import { NebulyCallbackHandler } from "nebuly/langchain";

const bodies: string[] = [];
const platform = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += String(piece);
  bodies.push(body);
  response.end(request.url?.includes("get-interactions") ? '{"total":0,"offset":0,"limit":10,"data":[]}' : "{}");
});
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const model: LanguageModel = {
  specificationVersion: "v4",
  provider: "instant",
  modelId: "instant-1",
  supportedUrls: {},
  doGenerate: async () => ({
    content: [{ type: "text", text: "9 to 17." }],
    finishReason: { unified: "stop", raw: "stop" },
    usage,
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error("not asked for")),
};

async function run(): Promise<void> {
  await listen();
  const address = platform.address();
  const port = typeof address === "object" ? address?.port : 0;
  const client = new Nebuly({ apiKey: "key", baseUrl: `http://127.0.0.1:${port}` });
  const said: string[] = [];
  const now = new Date();
  new NebulyCallbackHandler({ client });
  await client.track({ input: "Hi", output: "Hello!", timeStart: now, timeEnd: now, endUser: "user-1" });
  await generateText({ model: observeModel(model, { client }), prompt: "Opening hours?" });
  await client.flush();
  if (bodies.some((body) => body.includes("Hello!"))) said.push("tracked");
  if (bodies.some((body) => body.includes("9 to 17."))) said.push("generated");
  try {
    await client.feedback({ slug: "thumbs_up", endUser: "" });
  } catch (error) {
    if (error instanceof NebulyValidationError) said.push("refused");
  }
  const { total } = await client.interactions.list();
  if (total === 0) said.push("read");
  console.log(said.join(", "));
  await client.shutdown();
  platform.close();
  platform.closeAllConnections();
}

function listen(): Promise<void> {
  return new Promise((resolve) => platform.listen(0, "127.0.0.1", resolve));
}

void run();
