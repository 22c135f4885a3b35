// The main job on real input: a chain and a chat, captured, sent to a platform on this machine, read back and shown.
// `--live` with OPENAI_API_KEY asks the real model service instead of the scripted one.

import { parseArgs } from "node:util";
import { Nebuly } from "nebuly";
import { startLocalPlatform } from "nebuly/local";
import { runAiSdkDemo } from "./ai-sdk-chat.ts";
import { readArticles } from "./corpus.ts";
import { runLangChainDemo } from "./langchain-rag.ts";
import { printInteraction } from "./print-interactions.ts";
import { startScriptedModelServer } from "./scripted-model-server.ts";

const { values: flags } = parseArgs({ options: { live: { type: "boolean", default: false } } });
const liveKey = process.env.OPENAI_API_KEY;
if (flags.live && !liveKey) throw new Error("--live needs OPENAI_API_KEY");

const startedAt = new Date();
const bodies: string[] = [];
const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
const models = flags.live ? undefined : await startScriptedModelServer();
const client = new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey, fetch: fetchAndRemember });
const options = {
  client,
  articles: await readArticles(),
  modelBaseUrl: models?.baseUrl,
  apiKey: flags.live && liveKey ? liveKey : "scripted",
};

console.log("\nLangChain, a RAG chain: invoke, then stream\n");
await runLangChainDemo(options);
console.log("\nAI SDK, streamText with two tools: every step one turn\n");
await runAiSdkDemo(options);

const delivered = await client.flush();
const { offered, sent, pending } = client.stats();
console.log(`\nflush() -> ${JSON.stringify(delivered)}, in all ${offered} offered, ${sent} sent, ${pending} pending\n`);

console.log("Read back through Get Interactions\n");
const query = { timeRange: { start: startedAt, end: new Date() }, filters: [] };
const newestFirst = [];
for await (const row of client.interactions.iterate(query)) newestFirst.push(row);
for (const [index, row] of newestFirst.toReversed().entries()) printInteraction(row, `${index + 1}.`);

console.log("The exact body of one request\n");
if (bodies[0] === undefined) throw new Error("no request was seen");
console.log(JSON.stringify(JSON.parse(bodies[0]), null, 2));

await client.shutdown();
await models?.close();
await platform.close();

/** Sends as `fetch` does, and remembers what was sent. */
function fetchAndRemember(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  if (String(input).endsWith("/trace_interaction") && init?.body instanceof Uint8Array) {
    bodies.push(new TextDecoder().decode(init.body));
  }
  return fetch(input, init);
}
