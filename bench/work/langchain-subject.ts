// What a subject of the LangChain benchmarks does, and how it is loaded.

import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";

/** Callback handlers, of whichever copy of @langchain/core. */
export type Handlers = object[];

export interface LangchainSubject {
  /** The handlers of one turn of one user, as the subject's documentation makes them. */
  createHandlers(endUser: string): Handlers;
  /** What the application has to do itself after a turn. */
  afterRun?(handlers: Handlers): Promise<void>;
  /** Resolves when all is delivered. */
  flush(): Promise<void>;
}

interface SubjectModule {
  createSubject(sinkUrl: string): LangchainSubject | Promise<LangchainSubject>;
}

export async function loadSubject(url: string, sinkUrl: string): Promise<LangchainSubject> {
  // Which subject is only known at run time; its module holds to the interface.
  const module: SubjectModule = await import(url);
  return module.createSubject(sinkUrl);
}

/** Delivers all: callbacks may still wait in LangChain's queue when a run has returned. */
export async function flushAfterCallbacks(subject: LangchainSubject): Promise<void> {
  await awaitAllCallbacks();
  await subject.flush();
}
