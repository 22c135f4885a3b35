// IBANs: a country's letters, its length, and the remainder of 97.

import type { Rule, Span } from "./rule.ts";

/** Lengths by country, from the SWIFT registry. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HN: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};

export const ibanRule: Rule = {
  placeholder: "[IBAN]",
  mayOccur: (text) => /[A-Z]{2}\d{2}/i.test(text),
  find(text) {
    const spans: Span[] = [];
    for (const match of text.matchAll(/(?<![\p{L}\d])[A-Z]{2}\d{2}/giu)) {
      const span = spanFrom(text, match.index);
      if (span !== undefined && match.index >= (spans.at(-1)?.end ?? 0)) spans.push(span);
    }
    return spans;
  },
};

function spanFrom(text: string, start: number): Span | undefined {
  const length = lengths[text.slice(start, start + 2).toUpperCase()];
  if (length === undefined) return undefined;
  let account = "";
  let end = start;
  while (account.length < length && end < text.length) {
    const character = text.charAt(end);
    // People put single spaces or hyphens between groups.
    if (/[A-Z0-9]/i.test(character)) account += character.toUpperCase();
    else if (!/[ -]/.test(character) || !/[A-Z0-9]/i.test(text.charAt(end - 1))) return undefined;
    end += 1;
  }
  const isWhole = account.length === length && !/[\p{L}\d]/u.test(text.charAt(end));
  return isWhole && hasRemainderOne(account) ? { start, end } : undefined;
}

/** ISO 13616: the first four characters go to the end, letters become 10 to 35, the whole leaves 1 over 97. */
function hasRemainderOne(account: string): boolean {
  let remainder = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
