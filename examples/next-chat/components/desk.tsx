"use client";
// The page: a head with the choice of framework, and the chat on it.

import { type ReactElement, useState } from "react";
import { Chat } from "./chat.tsx";
import { PeakIcon } from "./icons.tsx";

const frameworks = [
  { name: "AI SDK", api: "/api/chat" },
  { name: "LangChain", api: "/api/langchain" },
] as const;

export function Desk(): ReactElement {
  const [api, setApi] = useState<string>(frameworks[0].api);
  return (
    <div className="desk">
      <header className="head">
        <span className="brand">
          <span className="brand-mark">
            <PeakIcon />
          </span>
          <span>
            <strong>Trailhead</strong>
            <small>Help desk</small>
          </span>
        </span>
        <div className="switch" role="tablist" aria-label="Framework">
          {frameworks.map((framework) => (
            <button
              key={framework.api}
              type="button"
              role="tab"
              aria-selected={framework.api === api}
              onClick={() => setApi(framework.api)}
            >
              {framework.name}
            </button>
          ))}
        </div>
      </header>
      <Chat key={api} api={api} />
    </div>
  );
}
