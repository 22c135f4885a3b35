// Numbers written in groups, as people write cards and telephones: `4111 1111 1111 1111`.

/** One group of digits and where it stands. */
export interface DigitGroup {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Whether a single space or hyphen joins it to the group before. */
  readonly isJoined: boolean;
}

/** Groups longer than any number that is looked for are left out. */
const maxGroupLength = 34;

export function findDigitGroups(text: string): readonly DigitGroup[] {
  const groups: DigitGroup[] = [];
  for (const match of text.matchAll(/\d+/g)) {
    const start = match.index;
    const end = start + match[0].length;
    const previous = groups.at(-1);
    const isJoined = previous !== undefined && previous.end === start - 1 && /[ -]/.test(text.charAt(start - 1));
    if (match[0].length <= maxGroupLength) groups.push({ start, end, digits: match[0], isJoined });
  }
  return groups;
}
