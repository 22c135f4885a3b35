"use client";
// One answer: the tool's calls, the text, the help pages it rests on, and what the visitor can do with it.

import { type ReactElement, useState } from "react";
import { type ChatMessage, textOf } from "../lib/chat-message.ts";
import type { FeedbackSlug } from "../lib/send-feedback.ts";
import { CheckIcon, CopyIcon, PageIcon, ParcelIcon, PeakIcon, RepeatIcon, ThumbIcon } from "./icons.tsx";

interface AnswerProps {
  readonly message: ChatMessage;
  readonly isStreaming: boolean;
  readonly onFeedback: (slug: FeedbackSlug) => void;
  readonly onRegenerate: () => void;
}

export function Answer({ message, isStreaming, onFeedback, onRegenerate }: AnswerProps): ReactElement {
  const text = textOf(message);
  const sources = message.parts.flatMap((part) => (part.type === "data-sources" ? part.data : []));
  return (
    <article className="answer" aria-busy={isStreaming}>
      <span className="avatar">
        <PeakIcon />
      </span>
      <div className="answer-body">
        {message.parts.map((part) =>
          part.type === "tool-orderStatus" ? (
            <p key={part.toolCallId} className="tool">
              <ParcelIcon />
              {part.state === "output-available"
                ? `Looked up order ${part.input.orderId}`
                : `Looking up order ${part.input?.orderId ?? ""}`}
            </p>
          ) : null,
        )}
        <p className={isStreaming ? "text streaming" : "text"}>{text}</p>
        {!isStreaming && text !== "" && (
          <footer>
            <Actions text={text} onFeedback={onFeedback} onRegenerate={onRegenerate} />
            {sources.map((title) => (
              <span key={title} className="source">
                <PageIcon />
                {title}
              </span>
            ))}
          </footer>
        )}
      </div>
    </article>
  );
}

function Actions({
  text,
  onFeedback,
  onRegenerate,
}: Pick<AnswerProps, "onFeedback" | "onRegenerate"> & { readonly text: string }): ReactElement {
  const [opinion, setOpinion] = useState<FeedbackSlug>();
  const [isCopied, setCopied] = useState(false);
  const judge = (slug: FeedbackSlug): void => {
    setOpinion(slug);
    onFeedback(slug);
  };
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    onFeedback("copy_output");
  };
  return (
    <div className="actions">
      <button
        type="button"
        aria-label="Good answer"
        aria-pressed={opinion === "thumbs_up"}
        disabled={opinion !== undefined}
        onClick={() => judge("thumbs_up")}
      >
        <ThumbIcon />
      </button>
      <button
        type="button"
        className="down"
        aria-label="Bad answer"
        aria-pressed={opinion === "thumbs_down"}
        disabled={opinion !== undefined}
        onClick={() => judge("thumbs_down")}
      >
        <ThumbIcon />
      </button>
      <button type="button" aria-label="Copy" aria-pressed={isCopied} onClick={() => void copy()}>
        {isCopied ? <CheckIcon /> : <CopyIcon />}
      </button>
      <button type="button" aria-label="Answer again" onClick={onRegenerate}>
        <RepeatIcon />
      </button>
    </div>
  );
}
