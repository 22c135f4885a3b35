// Cuts the middle out of a text that is too long, and says so in its place.

/** A longer run without a space is no word. */
const longestWord = 200;

/** A mark stands in the middle of its text, but for a word on either side. */
const markReach = 200;

/** Well-formed Unicode of at most the given length, or a little more where the length is too short for the mark itself. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const earlier = findMark(text);
  // Cut before, and more than the mark in its place shows.
  const hidden = earlier === undefined ? 0 : earlier.characters - (earlier.end - earlier.start);
  // The count has at most as many digits as the length.
  const kept = Math.max(0, maxLength - markOf(text.length + hidden).length);
  const headEnd = Math.min(wordEndBefore(text, Math.ceil(kept / 2)), earlier?.start ?? text.length);
  const tailStart = Math.max(wordStartAfter(text, text.length - Math.floor(kept / 2)), earlier?.end ?? 0);
  // Half a character at either edge goes with what is cut.
  const head = text.slice(0, isHighSurrogate(text, headEnd - 1) ? headEnd - 1 : headEnd);
  const tail = text.slice(isHighSurrogate(text, tailStart - 1) ? tailStart + 1 : tailStart);
  return `${head}${markOf(text.length + hidden - head.length - tail.length)}${tail}`.toWellFormed();
}

/** The mark of an earlier cut, which stands for more than its own characters. */
function findMark(
  text: string,
): { readonly start: number; readonly end: number; readonly characters: number } | undefined {
  const from = Math.max(0, Math.floor(text.length / 2) - markReach);
  const found = / …\[(\d{1,15}) characters cut\]… /.exec(text.slice(from, from + 2 * markReach));
  if (found === null) return undefined;
  const start = from + found.index;
  return { start, end: start + found[0].length, characters: Number(found[1]) };
}

/** A key or an address that is cut in two is one that nobody would recognize any more, and half of it would still show. */
function wordEndBefore(text: string, index: number): number {
  const start = Math.max(0, index - longestWord);
  for (let end = index; end > start; end -= 1) if (isSpace(text, end)) return end;
  return index;
}

function wordStartAfter(text: string, index: number): number {
  const end = Math.min(text.length, index + longestWord);
  for (let start = index; start < end; start += 1) if (isSpace(text, start - 1)) return start;
  return index;
}

function isSpace(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
}

function markOf(characters: number): string {
  return ` …[${characters} characters cut]… `;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}
