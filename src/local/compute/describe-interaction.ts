// From what was received to what is stored: every field that follows from the interaction alone.

import type { TraceBody } from "../../wire/interaction-body.ts";
import type { Facet, InteractionRecord } from "../storage/tables.ts";
import { anonymizeTexts } from "./anonymize-interaction.ts";
import { sha256 } from "./content-hash.ts";
import { findWords, joinWords } from "./input-words.ts";
import { shareByModel, sumTokens } from "./model-shares.ts";
import type { ReceivedInteraction } from "./received-interaction.ts";
import { countFeedback, feedbackFacets, type StoredFeedback } from "./stored-feedback.ts";
import type { TextAnalysis } from "./text-analysis.ts";

/** Makes the record of an interaction. `isAnalyzed` says that there is an analyst who will look at it. */
export function describeInteraction(
  received: ReceivedInteraction,
  options: { readonly receivedAt: number; readonly analysis: TextAnalysis; readonly isAnalyzed: boolean },
): InteractionRecord {
  const { receivedAt, analysis } = options;
  const { hideContent } = received;
  const texts = received.anonymize ? anonymizeTexts(received) : { ...received, isChanged: false };
  const language = analysis.detectLanguage(texts.input);
  const feedback = texts.feedback.map((action): StoredFeedback => ({ ...action, given_at: received.endedAt }));
  return {
    facts: {
      end_user: received.endUser,
      id: received.id,
      conversation_id: received.conversationId,
      started_at: received.startedAt,
      ended_at: received.endedAt,
      received_at: receivedAt,
      hide_content: hideContent ? 1 : 0,
      anonymize: received.anonymize ? 1 : 0,
      pii_removed: texts.isChanged ? 1 : 0,
      text_language: language,
      sentiment: analysis.judgeSentiment(texts.input, language),
      cost: analysis.costOfTraces(received.traces, new Date(received.startedAt)),
      latency: (received.endedAt - received.startedAt) / 1000,
      // Of the answer as the user saw it.
      verbosity: countCharacters(received.output),
      input_words: hideContent ? "" : joinWords(findWords(texts.input)),
      user_query: null,
      warning_message: null,
      negative_intent_message: null,
      sent_input_hash: sha256(received.input),
      sent_output_hash: sha256(received.output),
      ...sumTokens(received.traces),
      ...countFeedback(received.feedback),
      // What must not be shown is not shown to a model either.
      analysis: options.isAnalyzed && !hideContent ? 1 : 0,
    },
    texts: {
      // What must not be shown is not kept.
      input_text: hideContent ? null : texts.input,
      output_text: hideContent ? null : texts.output,
      traces: JSON.stringify(texts.traces),
      tags: JSON.stringify(received.tags),
      feedback: JSON.stringify(feedback),
      emotions: "[]",
    },
    facets: distinct([
      ...Object.entries(received.tags).map(([name, value]): Facet => ({ kind: "tag", name, value })),
      ...received.traces.flatMap(sourceFacets),
      ...received.feedback.flatMap(feedbackFacets),
    ]),
    models: shareByModel(received.traces, (traces) => analysis.costOfTraces(traces, new Date(received.startedAt))),
  };
}

/** Each facet once: an agent asks the same source many times. */
export function distinct(facets: readonly Facet[]): readonly Facet[] {
  return [...new Map(facets.map((facet) => [JSON.stringify([facet.kind, facet.name, facet.value]), facet])).values()];
}

function sourceFacets(trace: TraceBody): readonly Facet[] {
  return "outputs" in trace ? [{ kind: "data_source", name: "", value: trace.source }] : [];
}

/** Characters as a person counts code points: an emoji is not two. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
