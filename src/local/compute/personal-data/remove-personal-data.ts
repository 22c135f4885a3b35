// Takes personal data and credentials out of texts. Rules go by shape and check digits; names and addresses of streets
// need a language model and are not looked for.

import { cardRule } from "./card-rule.ts";
import { emailRule } from "./email-rule.ts";
import { ibanRule } from "./iban-rule.ts";
import { identityRules } from "./identity-rules.ts";
import { networkRules } from "./network-rules.ts";
import { phoneRules } from "./phone-rules.ts";
import type { Rule } from "./rule.ts";
import { secretRules } from "./secret-rules.ts";

/** The longer and surer ones first: what one has replaced, the next does not see. */
const rules: readonly Rule[] = [
  ...secretRules,
  emailRule,
  ibanRule,
  cardRule,
  ...identityRules,
  ...phoneRules,
  ...networkRules,
];

/** The text with placeholders where personal data was; the same string when there was none. */
export function removePersonalData(text: string): string {
  let cleaned = text;
  for (const rule of rules) if (rule.mayOccur(cleaned)) cleaned = applyRule(cleaned, rule);
  return cleaned;
}

function applyRule(text: string, rule: Rule): string {
  const spans = rule.find(text);
  if (spans.length === 0) return text;
  let cleaned = "";
  let position = 0;
  for (const { start, end } of spans) {
    cleaned += text.slice(position, start) + rule.placeholder;
    position = end;
  }
  return cleaned + text.slice(position);
}
