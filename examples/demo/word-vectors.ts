// Vectors in which texts with the same words are near each other. They stand in for a model's embeddings, no more.

const dimensions = 256;
const stopWords = new Set(
  "a an and any are be by can do does for from have i in is it its may me my of on or that the this to with".split(" "),
);

/** Counts the words of a text into a vector of length one. */
export function toWordVector(text: string): readonly number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[a-z]{2,}/g) ?? []) {
    if (stopWords.has(word)) continue;
    const slot = hash(word.slice(0, 5)) % dimensions;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** How near two vectors are: 1 for the same words, 0 for none in common. */
export function similarity(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function hash(word: string): number {
  let value = 2_166_136_261;
  for (const character of word) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return value;
}
