// Work: generateText that calls a tool twice and then answers: three steps.

import { generateText, isStepCount, tool } from "ai";
import { z } from "zod";
import { type Figures, questionMark, type WorkSettings } from "../harness/work.ts";
import { loadAiSubject } from "./ai-subject.ts";
import { createModel } from "./language-model.ts";
import { measureRuns } from "./measure-runs.ts";

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadAiSubject(subjectUrl, settings.sinkUrl);
  const model = subject.observe(createModel({ toolCalls: (settings.size ?? 3) - 1 }));
  const tools = {
    search: tool({
      description: "Searches the catalogue.",
      inputSchema: z.object({ query: z.string() }),
      execute: async ({ query }) => `${query}: ${"found in the catalogue ".repeat(8)}`,
    }),
  };
  return measureRuns(settings, {
    async run(number) {
      const prompt = `Find me a lamp, ${questionMark(number)} please.`;
      const options = subject.callOptions?.(`user-${number % 100}`);
      await generateText({ model, prompt, tools, stopWhen: isStepCount(50), ...options });
    },
    flush: () => subject.flush(),
  });
}
