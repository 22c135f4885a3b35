// The libraries that read texts, loaded together and late: their word lists and tables take longer to load than the
// platform takes to start.

import type { TraceBody } from "../../wire/interaction-body.ts";
import type { Sentiment } from "./text-sentiment.ts";

export interface TextAnalysis {
  detectLanguage(text: string): string | null;
  judgeSentiment(text: string, language: string | null): Sentiment | null;
  /** In micro-dollars. */
  costOfTraces(traces: readonly TraceBody[], at: Date): number | null;
}

export async function loadTextAnalysis(): Promise<TextAnalysis> {
  const [{ detectLanguage }, { judgeSentiment }, { costOfTraces }] = await Promise.all([
    import("./text-language.ts"),
    import("./text-sentiment.ts"),
    import("./trace-cost.ts"),
  ]);
  return { detectLanguage, judgeSentiment, costOfTraces };
}
