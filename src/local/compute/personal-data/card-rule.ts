// Payment cards: 13 to 19 digits with a known beginning and a right check digit.

import { type DigitGroup, findDigitGroups } from "./digit-groups.ts";
import { hasDigit, type Rule, type Span } from "./rule.ts";

const minDigits = 13;
const maxDigits = 19;
/** Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro. */
const issuers = /^(?:4|5[0-8]|2[2-7]|3|6)/;

export const cardRule: Rule = {
  placeholder: "[CARD]",
  mayOccur: hasDigit,
  find(text) {
    const groups = findDigitGroups(text);
    const spans: Span[] = [];
    for (let first = 0; first < groups.length; first += 1) {
      const last = lastOfCard(text, groups, first);
      const [start, end] = [groups[first]?.start, groups[last ?? -1]?.end];
      if (last === undefined || start === undefined || end === undefined) continue;
      spans.push({ start, end });
      first = last;
    }
    return spans;
  },
};

/** The last group of a card that begins with the given one; a number before it does not hide it. */
function lastOfCard(text: string, groups: readonly DigitGroup[], first: number): number | undefined {
  let digits = "";
  let found: number | undefined;
  for (let index = first; index < groups.length; index += 1) {
    const group = groups[index];
    if (group === undefined || (index > first && !group.isJoined)) break;
    digits += group.digits;
    if (digits.length > maxDigits) break;
    if (digits.length >= minDigits && isCard(digits) && !isPartOfMore(text, groups[first], group)) found = index;
  }
  return found;
}

/** Digits that go on as a decimal, a version or a word are something else. */
function isPartOfMore(text: string, first: DigitGroup | undefined, last: DigitGroup): boolean {
  const before = text.slice(Math.max(0, (first?.start ?? 0) - 2), first?.start);
  const after = text.slice(last.end, last.end + 2);
  return /[\p{L}_]$|\d[.,]$/u.test(before) || /^(?:[\p{L}_]|[.,]\d)/u.test(after);
}

function isCard(digits: string): boolean {
  return issuers.test(digits) && hasLuhnCheck(digits);
}

function hasLuhnCheck(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = digit * 2;
    if (index % 2 === 0) sum += digit;
    else sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
