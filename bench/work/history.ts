// Work: one model call with a history of `size` messages.

import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { answerMark, type Figures, questionMark, runOf, type WorkSettings } from "../harness/work.ts";
import { InstantModel } from "./instant-model.ts";
import { flushAfterCallbacks, loadSubject } from "./langchain-subject.ts";
import { measurePairs, measureRuns } from "./measure-runs.ts";

const sentence = "And then we talked about the delivery of the lamp, which was late. ";

export async function measure(subjectUrl: string, settings: WorkSettings): Promise<Figures> {
  const subject = await loadSubject(subjectUrl, settings.sinkUrl);
  const model = new InstantModel((messages) => ({
    text: `It comes on Monday, ${answerMark(runOf(String(messages.at(-1)?.content)))} says.`,
  }));
  const chain = model.pipe(new StringOutputParser());
  const history = Array.from(
    { length: (settings.size ?? 10) - 1 },
    (_, index): BaseMessage =>
      index % 2 === 0 ? new HumanMessage(sentence.repeat(2)) : new AIMessage(sentence.repeat(3)),
  );
  const measureWork = settings.isPaired === true ? measurePairs : measureRuns;
  return measureWork(settings, {
    async run(number, isObserved = true) {
      const callbacks = isObserved ? subject.createHandlers(`user-${number % 100}`) : [];
      await chain.invoke([...history, new HumanMessage(`When does it come, ${questionMark(number)}?`)], { callbacks });
      await subject.afterRun?.(callbacks);
    },
    flush: () => flushAfterCallbacks(subject),
  });
}
