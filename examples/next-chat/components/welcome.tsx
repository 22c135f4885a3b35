// What stands there before the first question.

import type { ReactElement } from "react";

const suggestions = [
  "How do returns work?",
  "Where is my order 1042?",
  "Which size for mountain boots?",
  "Tell me about the Alta Via in detail",
] as const;

export function Welcome({ onChoose }: { readonly onChoose: (text: string) => void }): ReactElement {
  return (
    <section className="welcome">
      <h1>How can we help?</h1>
      <p>Ask about orders, returns, sizes and care. We know our gear and where your parcel is.</p>
      <ul>
        {suggestions.map((suggestion) => (
          <li key={suggestion}>
            <button type="button" className="suggestion" onClick={() => onChoose(suggestion)}>
              {suggestion}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
