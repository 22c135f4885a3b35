// The model that the analyst asks: any language model of the AI SDK, told by its shape and called without the SDK, so that
// every version of it fits and no telemetry of the app's sees the call.

import { z } from "zod";
import { uncapturedCall } from "../../wire/uncaptured-call.ts";
import { type Analysis, analysisSchema, instructions } from "./analysis.ts";

/** A language model of AI SDK 5, 6 or 7: what `openai("gpt-5-mini")` and its siblings return. */
export interface AnalystModel {
  readonly modelId: string;
  doGenerate(options: never): PromiseLike<unknown>;
}

const contentSchema = z.object({ content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })) });

/** Asks for an analysis. Rejects with what the model rejects with, or when its answer is no analysis. */
export async function askForAnalysis(model: AnalystModel, exchanges: string, signal: AbortSignal): Promise<Analysis> {
  const options = {
    prompt: [
      { role: "system", content: instructions },
      { role: "user", content: [{ type: "text", text: exchanges }] },
    ],
    responseFormat: { type: "json", name: "analysis", schema: z.toJSONSchema(analysisSchema, { io: "input" }) },
    abortSignal: signal,
    providerOptions: { nebuly: uncapturedCall },
  };
  const result = await orAborted(Promise.resolve(Reflect.apply(model.doGenerate, model, [options])), signal);
  const { content } = contentSchema.parse(result);
  const text = content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
  return analysisSchema.parse(JSON.parse(withoutFence(text)));
}

/** Models that know no response format put their JSON into a fence. */
function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*)\n\s*```\s*$/.exec(text)?.[1] ?? text;
}

/** The result, or the abort of the signal: there are models that do not heed it. */
async function orAborted(result: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  let stopWaiting = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    stopWaiting = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    stopWaiting();
  }
}
