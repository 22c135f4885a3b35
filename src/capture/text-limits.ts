// How long one text may be. Longer ones are cut in the middle and say so.

/** Characters of one text; a whole book's chapter passes, a base64 dump does not. */
export const maxTextLength = 200_000;

/** Well-formed Unicode of at most the given length; the cut is marked and never splits a character. */
export function limitText(text: string, maxLength: number = maxTextLength): string {
  return text.length <= maxLength ? text.toWellFormed() : cutMiddle(text, maxLength).toWellFormed();
}

function cutMiddle(text: string, maxLength: number): string {
  const mark = ` …[${text.length - maxLength} characters cut]… `;
  const kept = Math.max(0, maxLength - mark.length);
  const headLength = Math.ceil(kept / 2);
  const head = text.slice(0, isHighSurrogate(text, headLength - 1) ? headLength - 1 : headLength);
  const tailStart = text.length - (kept - headLength);
  const tail = text.slice(isHighSurrogate(text, tailStart - 1) ? tailStart + 1 : tailStart);
  return `${head}${mark}${tail}`;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}
