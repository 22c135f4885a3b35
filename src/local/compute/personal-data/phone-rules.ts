// Telephone numbers, by their shape: with a country's code, with a trunk zero, or as North Americans write them. Bare runs
// of digits are left alone: they are order numbers more often than not.

import { hasDigit, patternRule, type Rule } from "./rule.ts";

const placeholder = "[PHONE]";
const digitCount = (text: string): number => text.replaceAll(/\D/g, "").length;

/** `+39 333 1234567`, `+1 (415) 555-2671`: at most 15 digits, as E.164 has it. */
const internationalRule: Rule = patternRule({
  placeholder,
  mayOccur: (text) => text.includes("+"),
  pattern: /(?<![\w+)])\+[1-9](?:[ ()./-]{0,2}\d){7,14}(?!\d)/g,
});

/** `0039 333 1234567`: only in groups, as a number with leading zeros may be anything. */
const doubleZeroRule: Rule = patternRule({
  placeholder,
  mayOccur: (text) => text.includes("00"),
  pattern: /(?<![\w.,+-])00[1-9]\d{0,2}[ ./-](?:[ ./-]?\d){7,12}(?!\d)/g,
});

/** `(415) 555-2671`, `415-555-2671`. */
const northAmericanRule: Rule = patternRule({
  placeholder,
  mayOccur: hasDigit,
  pattern: /(?<![\w.,+-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-]|\.\d)/g,
});

/** `020 7946 0958`, `030/12345678`: 9 to 11 digits in groups, and neither a date nor grouped as one. */
const trunkRule: Rule = patternRule({
  placeholder,
  mayOccur: hasDigit,
  pattern: /(?<![\w.,:+/-])\(?0\d{1,4}\)?[ /-](?:[ -]?\d){5,9}(?![\w:/-]|\.\d)/g,
  isReal: (found) => digitCount(found) >= 9 && digitCount(found) <= 11 && !/^\d{2,3}[ /-]\d{2}[ /-]\d{4}/.test(found),
});

export const phoneRules: readonly Rule[] = [internationalRule, doubleZeroRule, northAmericanRule, trunkRule];
