// Credentials: keys of well-known providers, tokens, private keys, passwords in URLs.

import { patternRule, type Rule, type Span } from "./rule.ts";

const providerKeyRule: Rule = patternRule({
  placeholder: "[KEY]",
  mayOccur: (text) => /sk-|AKIA|ASIA|gh[pousr]_|github_pat_|xox|[sr]k_live_|AIza|hf_|glpat-|npm_/.test(text),
  pattern: new RegExp(
    [
      // OpenAI, Anthropic and those who write like them; Stripe.
      "sk-[A-Za-z0-9_-]{16,200}",
      "[sr]k_live_[A-Za-z0-9]{16,200}",
      "(?:AKIA|ASIA)[A-Z0-9]{16}",
      "gh[pousr]_[A-Za-z0-9]{20,255}",
      "github_pat_[A-Za-z0-9_]{20,255}",
      "xox[abeoprs]-[A-Za-z0-9-]{10,250}",
      "AIza[A-Za-z0-9_-]{35}",
      "hf_[A-Za-z0-9]{20,100}",
      "glpat-[A-Za-z0-9_-]{20,100}",
      "npm_[A-Za-z0-9]{36}",
    ]
      .map((shape) => `(?:${shape})`)
      .join("|")
      .replace(/^/, "(?<![A-Za-z0-9_])(?:")
      .concat(")"),
    "g",
  ),
});

const tokenRule: Rule = patternRule({
  placeholder: "[TOKEN]",
  mayOccur: (text) => text.includes("eyJ"),
  pattern: /(?<![\w-])eyJ[\w-]{10,500}\.[\w-]{10,4000}\.[\w-]{0,1000}/g,
});

const passwordInUrlRule: Rule = patternRule({
  placeholder: "://[CREDENTIALS]@",
  mayOccur: (text) => text.includes("://"),
  pattern: /:\/\/[^\s/:@?#]{1,100}:[^\s/@?#]{1,200}@/g,
});

const privateKeyRule: Rule = {
  placeholder: "[PRIVATE KEY]",
  mayOccur: (text) => text.includes("PRIVATE KEY-----"),
  find(text) {
    const spans: Span[] = [];
    for (const begin of text.matchAll(/-----BEGIN (?:[A-Z]{1,12} ){0,2}PRIVATE KEY-----/g)) {
      if (begin.index < (spans.at(-1)?.end ?? 0)) continue;
      const marker = text.indexOf("PRIVATE KEY-----", begin.index + begin[0].length);
      // A key without its end was cut off; whatever follows is the key.
      spans.push({ start: begin.index, end: marker === -1 ? text.length : marker + "PRIVATE KEY-----".length });
    }
    return spans;
  },
};

export const secretRules: readonly Rule[] = [privateKeyRule, tokenRule, providerKeyRule, passwordInUrlRule];
