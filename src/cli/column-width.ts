// How many columns of a terminal a text takes: characters of East Asian scripts and pictures take two, marks none. What a
// person sees as one character, such as a flag or a family, is one.

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const marks = /^(?:\p{Mn}|\p{Me}|\p{Cf})+$/u;
const plain = /^[\x20-\x7e]*$/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

export function columnWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += characterWidth(segment);
  return width;
}

/** The longest beginning that fits, and what is left. */
export function splitAtColumn(text: string, columns: number): readonly [begin: string, rest: string] {
  let width = 0;
  let end = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += characterWidth(segment);
    // At least one character, or a picture on a line of one column would never end.
    if (width > columns && end > 0) return [text.slice(0, end), text.slice(end)];
    end += segment.length;
  }
  return [text, ""];
}

function characterWidth(character: string): number {
  if (marks.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
