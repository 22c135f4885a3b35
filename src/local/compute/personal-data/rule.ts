// What a rule is: it finds stretches of personal data in a text, in time that grows with the text's length alone.

/** A stretch of a text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Rule {
  /** Stands where the data was. */
  readonly placeholder: string;
  /** A cheap look: false when there is surely none. */
  mayOccur(text: string): boolean;
  /** Finds stretches in the order of their starts; they may not overlap. */
  find(text: string): readonly Span[];
}

/** A rule of one pattern. Quantifiers in it must be bounded. `isReal` sorts out what only looks like it. */
export function patternRule(options: {
  readonly placeholder: string;
  readonly mayOccur: (text: string) => boolean;
  readonly pattern: RegExp;
  readonly isReal?: (found: string, text: string, start: number) => boolean;
}): Rule {
  const { placeholder, mayOccur, pattern, isReal = () => true } = options;
  return {
    placeholder,
    mayOccur,
    find: (text) =>
      Array.from(text.matchAll(pattern), (match) => ({
        start: match.index,
        end: match.index + match[0].length,
      })).filter(({ start, end }) => isReal(text.slice(start, end), text, start)),
  };
}

export const hasDigit = (text: string): boolean => /\d/.test(text);
