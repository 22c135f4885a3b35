// Work: a LangChain agent that calls a tool `size` times, one call a step, then answers.

import { type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { createAgent } from "langchain";
import { z } from "zod";
import { answerMark, type Figures, questionMark, runOf, type WorkSettings } from "../harness/work.ts";
import { InstantModel } from "./instant-model.ts";
import { flushAfterCallbacks, loadSubject } from "./langchain-subject.ts";
import { measurePairs, measureRuns } from "./measure-runs.ts";

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadSubject(subjectUrl, settings.sinkUrl);
  const steps = settings.size ?? 10;
  const search = tool(async ({ query }: { query: string }) => `${query}: ${"found in the catalogue ".repeat(8)}`, {
    name: "search",
    description: "Searches the catalogue.",
    schema: z.object({ query: z.string() }),
  });
  const agent = createAgent({ model: new InstantModel((messages) => nextStep(messages, steps)), tools: [search] });
  const measureWork = settings.isPaired === true ? measurePairs : measureRuns;
  return measureWork(settings, {
    async run(number, isObserved = true) {
      const callbacks = isObserved ? subject.createHandlers(`user-${number % 100}`) : [];
      const messages = [{ role: "user", content: `Find me a lamp, ${questionMark(number)} please.` }];
      await agent.invoke({ messages }, { callbacks, recursionLimit: steps * 4 + 20 });
      await subject.afterRun?.(callbacks);
    },
    flush: () => flushAfterCallbacks(subject),
  });
}

function nextStep(
  messages: readonly BaseMessage[],
  steps: number,
): {
  text: string;
  toolCall?: { name: string; args: { query: string }; id: string };
} {
  const done = messages.filter((message) => ToolMessage.isInstance(message)).length;
  if (done < steps) {
    return { text: "", toolCall: { name: "search", args: { query: `lamp ${done}` }, id: `call-${done}` } };
  }
  const question = messages.find((message) => message.type === "human");
  return { text: `Take the brass one: ${answerMark(runOf(String(question?.content)))} it is.` };
}
