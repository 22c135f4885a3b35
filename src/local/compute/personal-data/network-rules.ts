// IP addresses that lead to somebody: addresses of private networks, loopback and documentation tell nothing.

import { isIPv6 } from "node:net";
import { hasDigit, patternRule, type Rule } from "./rule.ts";

const placeholder = "[IP]";
const privateNetworks = /^(?:0|10|127|22[4-9]|2[34]\d|25[0-5]|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./;

const ipv4Rule: Rule = patternRule({
  placeholder,
  mayOccur: hasDigit,
  pattern: /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)/g,
  isReal: (found, text, start) =>
    found.split(".").every((octet) => Number(octet) <= 255 && String(Number(octet)) === octet) &&
    !privateNetworks.test(found) &&
    // Four numbers after such a word are a version.
    !/\b(?:v|ver|version|release|build)[ .:]{0,2}$/i.test(text.slice(Math.max(0, start - 12), start)),
});

const ipv6Rule: Rule = patternRule({
  placeholder,
  mayOccur: (text) => text.includes(":"),
  pattern: /(?<![\w:.])[0-9a-f]{1,4}:[0-9a-f:]{2,34}(?![\w:])/gi,
  // Global unicast begins with 2 or 3; times and MAC addresses are no IPv6 at all.
  isReal: (found) => /^[23]/.test(found) && found.split(":")[0]?.length === 4 && isIPv6(found),
});

export const networkRules: readonly Rule[] = [ipv4Rule, ipv6Rule];
