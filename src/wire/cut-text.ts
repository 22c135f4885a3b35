// Cuts the middle out of a text that is too long, and says so in its place.

/** A longer run without a space is no word. */
const longestWord = 200;

/** What must go with the middle, and how many characters it stands for beyond its own. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  readonly hidden: number;
}

/** Well-formed Unicode of at most the given length, or a little more where the length is too short for the mark itself. */
export function cutText(
  text: string,
  maxLength: number,
  hole: Hole = { start: text.length, end: 0, hidden: 0 },
): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const whole = text.length + hole.hidden;
  // The count has at most as many digits as the length.
  const kept = Math.max(0, maxLength - markOf(whole).length);
  const headEnd = Math.min(wordEndBefore(text, Math.ceil(kept / 2)), hole.start);
  const tailStart = Math.max(wordStartAfter(text, text.length - Math.floor(kept / 2)), hole.end);
  // Half a character at either edge goes with what is cut.
  const head = text.slice(0, isHighSurrogate(text, headEnd - 1) ? headEnd - 1 : headEnd);
  const tail = text.slice(isHighSurrogate(text, tailStart - 1) ? tailStart + 1 : tailStart);
  return `${head}${markOf(whole - head.length - tail.length)}${tail}`.toWellFormed();
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
