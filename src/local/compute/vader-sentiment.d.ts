// vader-sentiment brings no types; this is the part of it that is used.
declare module "vader-sentiment" {
  const vader: {
    readonly SentimentIntensityAnalyzer: {
      polarity_scores(text: string): { readonly compound: number };
    };
  };
  export = vader;
}
