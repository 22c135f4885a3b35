"use client";
// One conversation: its messages, what is under way, and the line to write in.

import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport } from "ai";
import { type ReactElement, useEffect, useMemo, useRef } from "react";
import { type ChatMessage, textOf } from "../lib/chat-message.ts";
import { type FeedbackSlug, sendFeedback } from "../lib/send-feedback.ts";
import { Answer } from "./answer.tsx";
import { Composer } from "./composer.tsx";
import { Welcome } from "./welcome.tsx";

export function Chat({ api }: { readonly api: string }): ReactElement {
  const transport = useMemo(() => new DefaultChatTransport<ChatMessage>({ api }), [api]);
  const { messages, sendMessage, regenerate, stop, status, error } = useChat<ChatMessage>({ transport });
  const isBusy = status === "submitted" || status === "streaming";
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  });

  const ask = (text: string): void => void sendMessage({ text });
  const tell = (slug: FeedbackSlug, position: number): void => {
    const [question, answer] = [messages[position - 1], messages[position]];
    if (question === undefined || answer === undefined) return;
    void sendFeedback({ slug, input: textOf(question), output: textOf(answer) });
  };

  return (
    <>
      <main className="messages" aria-live="polite">
        {messages.length === 0 && <Welcome onChoose={ask} />}
        {messages.map((message, position) =>
          message.role === "user" ? (
            <p key={message.id} className="question">
              {textOf(message)}
            </p>
          ) : (
            <Answer
              key={message.id}
              message={message}
              isStreaming={isBusy && position === messages.length - 1}
              onFeedback={(slug) => tell(slug, position)}
              onRegenerate={() => {
                tell("regenerate", position);
                void regenerate({ messageId: message.id });
              }}
            />
          ),
        )}
        {status === "submitted" && messages.at(-1)?.role === "user" && <Thinking />}
        {error !== undefined && <p className="error">Something went wrong. Please try again.</p>}
        <div ref={end} />
      </main>
      <Composer isBusy={isBusy} onAsk={ask} onStop={() => void stop()} />
    </>
  );
}

function Thinking(): ReactElement {
  return (
    <p className="thinking" role="status">
      <span />
      <span />
      <span />
      <span className="hidden-text">Thinking</span>
    </p>
  );
}
