// An OpenAI-compatible embeddings endpoint that counts words, and reports the tokens it was given as the real one does.

import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { toWordVector } from "./word-vectors.ts";

interface EmbeddingRequest {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly encoding_format?: "float" | "base64";
}

/** Answers one request; mounted below the scripted model server. */
export async function answerEmbeddings(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { model, input, encoding_format: format }: EmbeddingRequest = JSON.parse(await text(request));
  const texts = typeof input === "string" ? [input] : input;
  const data = texts.map((given, index) => {
    const vector = toWordVector(given);
    const embedding = format === "base64" ? Buffer.from(Float32Array.from(vector).buffer).toString("base64") : vector;
    return { object: "embedding", index, embedding };
  });
  const tokens = texts.reduce((sum, given) => sum + Math.ceil(given.length / 4), 0);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ object: "list", model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } }));
  return true;
}
