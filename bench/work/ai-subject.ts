// What a subject of the AI SDK benchmarks does, and how it is loaded.

import type { generateText } from "ai";
import type { Model } from "./language-model.ts";

type CallOptions = Pick<Parameters<typeof generateText>[0], "providerOptions" | "runtimeContext">;

export interface AiSubject {
  /** The model as the application uses it. */
  observe(model: Model): Model;
  /** What the application passes with one user's call. */
  callOptions?(endUser: string): CallOptions;
  /** Resolves when all is delivered. */
  flush(): Promise<void>;
}

interface SubjectModule {
  createSubject(sinkUrl: string): AiSubject | Promise<AiSubject>;
}

export async function loadAiSubject(url: string, sinkUrl: string): Promise<AiSubject> {
  // Which subject is only known at run time; its module holds to the interface.
  const module: SubjectModule = await import(url);
  return module.createSubject(sinkUrl);
}
