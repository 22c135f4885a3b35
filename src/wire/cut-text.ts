// Cuts the middle out of a text that is too long, and says so in its place.

/** Well-formed Unicode of at most the given length, or a little more where the length is too short for the mark itself. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text.toWellFormed();
  // The count has at most as many digits as the length.
  const kept = Math.max(0, maxLength - markOf(text.length).length);
  const headEnd = Math.ceil(kept / 2);
  const tailStart = text.length - Math.floor(kept / 2);
  // Half a character at either edge goes with what is cut.
  const head = text.slice(0, isHighSurrogate(text, headEnd - 1) ? headEnd - 1 : headEnd);
  const tail = text.slice(isHighSurrogate(text, tailStart - 1) ? tailStart + 1 : tailStart);
  return `${head}${markOf(text.length - head.length - tail.length)}${tail}`.toWellFormed();
}

function markOf(characters: number): string {
  return ` …[${characters} characters cut]… `;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}
