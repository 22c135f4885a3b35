// E-mail addresses: found from their `@` outwards, so that a long text without one costs nothing.

import type { Rule, Span } from "./rule.ts";

const maxLocalLength = 64;
const maxDomainLength = 253;
/** Letters of scripts without spaces stand before an address, not in it. */
const localCharacter = /[\p{Script=Latin}0-9._%+'-]/u;
const domainCharacter = /[\p{Script=Latin}\p{N}.-]/u;
/** Labels that start and end with a letter or digit, the last of letters alone. */
const domainShape =
  /^(?:[\p{Script=Latin}\p{N}](?:[\p{Script=Latin}\p{N}-]{0,61}[\p{Script=Latin}\p{N}])?\.){1,10}\p{Script=Latin}{2,24}$/u;

export const emailRule: Rule = {
  placeholder: "[EMAIL]",
  mayOccur: (text) => text.includes("@"),
  find(text) {
    const spans: Span[] = [];
    for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
      const span = spanAround(text, at, spans.at(-1)?.end ?? 0);
      if (span !== undefined) spans.push(span);
    }
    return spans;
  },
};

function spanAround(text: string, at: number, after: number): Span | undefined {
  let start = at;
  while (start > after && at - start < maxLocalLength && localCharacter.test(text.charAt(start - 1))) start -= 1;
  let end = at + 1;
  while (end < text.length && end - at <= maxDomainLength && domainCharacter.test(text.charAt(end))) end += 1;
  // Punctuation around an address is not part of it.
  while (start < at && /[.'%-]/.test(text.charAt(start))) start += 1;
  while (end > at && /[.-]/.test(text.charAt(end - 1))) end -= 1;
  const isAddress = start < at && domainShape.test(text.slice(at + 1, end));
  // `git@host:path` is a place of code, not a person.
  const isRepository = text.slice(start, at) === "git" && text.charAt(end) === ":";
  return isAddress && !isRepository ? { start, end } : undefined;
}
