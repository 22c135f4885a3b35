// Numbers that a state gives its citizens, where their shape or check digit leaves little doubt.

import { hasDigit, patternRule, type Rule } from "./rule.ts";

/** United States: `123-45-6789`, without the ranges that were never given out. */
const socialSecurityRule: Rule = patternRule({
  placeholder: "[SSN]",
  mayOccur: hasDigit,
  pattern: /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g,
});

/** Italy: the codice fiscale, with its check character. */
const fiscalCodeRule: Rule = patternRule({
  placeholder: "[TAX ID]",
  mayOccur: hasDigit,
  pattern: /(?<![\p{L}\d])[A-Z]{6}[\dL-V]{2}[A-EHLMPR-T][\dL-V]{2}[A-Z][\dL-V]{3}[A-Z](?![\p{L}\d])/giu,
  isReal: (found) => hasCheckCharacter(found.toUpperCase()),
});

/** Values of characters at odd places (the first is odd), by their place in 0-9 and A-Z alike. */
const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function hasCheckCharacter(code: string): boolean {
  let sum = 0;
  for (let index = 0; index < 15; index += 1) {
    const character = code.charAt(index);
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    sum += index % 2 === 0 ? (oddValues[value] ?? 0) : value;
  }
  return code.charAt(15) === String.fromCharCode(65 + (sum % 26));
}

export const identityRules: readonly Rule[] = [fiscalCodeRule, socialSecurityRule];
