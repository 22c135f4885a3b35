// The sentiment of a text, by the VADER lexicon: English words, negations, degrees, emoticons. It knows no context; an
// analyst, where there is one, overrules it.

import vader from "vader-sentiment";

/** The authors give 0.05; but single mild words, "number" among them, tilt a plain question by less than this. */
const threshold = 0.2;
/** What a person wrote stands at the front; what was pasted behind it says little of the mood. */
const maxLength = 2_000;

export type Sentiment = "positive" | "neutral" | "negative";

/** Null for languages that the lexicon does not know. A text whose language could not be told is read as English. */
export function judgeSentiment(text: string, language: string | null): Sentiment | null {
  if (language !== null && language !== "en") return null;
  const { compound } = vader.SentimentIntensityAnalyzer.polarity_scores(text.slice(0, maxLength));
  if (compound >= threshold) return "positive";
  return compound <= -threshold ? "negative" : "neutral";
}
