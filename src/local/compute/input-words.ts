// The words of an input, by which the `keyword` filter finds it while no analyst names better ones.

const maxWords = 200;
const maxWordLength = 64;
/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

/** The distinct words of a text in lower case, in the order of their first use. */
export function findWords(text: string): readonly string[] {
  const words = new Set<string>();
  for (const word of splitWords(text.normalize("NFKC").toLowerCase())) {
    if (words.size >= maxWords) break;
    words.add(word.slice(0, maxWordLength));
  }
  return [...words];
}

/** The words as one column: each between two spaces, so that a search for ` word ` finds whole words only. */
export function joinWords(words: readonly string[]): string {
  return words.length === 0 ? "" : ` ${words.join(" ")} `;
}

function splitWords(text: string): Iterable<string> {
  if (!unspaced.test(text)) return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(text);
  return Array.from(segments, (segment) => (segment.isWordLike === true ? segment.segment : "")).filter(
    (word) => word !== "",
  );
}
