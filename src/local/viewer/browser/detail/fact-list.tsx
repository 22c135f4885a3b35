// What is known of an interaction besides its texts. Who, language and tags lead to everything that shares them.

import type { ComponentChildren, JSX } from "preact";
import type { InteractionRow } from "../../../../wire/get-interactions.ts";
import type { GivenFeedback } from "../../../../wire/interaction-detail.ts";
import { statusTag } from "../../../../wire/interaction-status.ts";
import { formatCost, formatExactCount, formatFullMoment, formatLanguage, formatSeconds } from "../../format.ts";
import { route, setSearch } from "../state/route.ts";
import { formatSearch, isSameTerm, parseSearch, type SearchTerm } from "../state/search.ts";
import { FeedbackBadge } from "../ui/badges.tsx";
import { LongText } from "../ui/long-text.tsx";
import { sumTokens } from "./sum-tokens.ts";

export interface FactListProps {
  readonly row: InteractionRow;
  readonly feedback: readonly GivenFeedback[];
}

export function FactList({ row, feedback }: FactListProps): JSX.Element {
  const tokens = sumTokens(row.traces ?? []);
  const tags = Object.entries(row.tags ?? {}).filter(([name]) => name !== statusTag);
  return (
    <dl class="facts">
      {row.end_user !== undefined && (
        <Fact name="User">
          <FilterLink term={{ field: "user", value: row.end_user }} />
        </Fact>
      )}
      {row.timestamp !== undefined && (
        <Fact name="Began">{formatFullMoment(row.timestamp).replace(/\.\d+$/u, "")}</Fact>
      )}
      {typeof row.latency === "number" && <Fact name="Took">{formatSeconds(row.latency)}</Fact>}
      {typeof row.cost === "number" && <Fact name="Cost">{formatCost(row.cost)}</Fact>}
      {tokens !== undefined && (
        <Fact name="Tokens">{`${formatExactCount(tokens.input)} in, ${formatExactCount(tokens.output)} out`}</Fact>
      )}
      {typeof row.text_language === "string" && (
        <Fact name="Language">
          <FilterLink
            term={{ field: "language", value: row.text_language }}
            label={formatLanguage(row.text_language)}
          />
        </Fact>
      )}
      {typeof row.sentiment === "string" && <Fact name="Sentiment">{row.sentiment}</Fact>}
      {row.emotions != null && row.emotions.length > 0 && <Fact name="Emotions">{row.emotions.join(", ")}</Fact>}
      {row.pii_removed === true && <Fact name="Personal data">removed from the stored text</Fact>}
      {typeof row.user_query === "string" && (
        <Fact name="Intent" isWide>
          {row.user_query}
        </Fact>
      )}
      {typeof row.warning_message_v2 === "string" && (
        <Fact name="Warning" isWide>
          {row.warning_message_v2}
        </Fact>
      )}
      {typeof row.negative_intent_message_v2 === "string" && (
        <Fact name="Bad experience" isWide>
          {row.negative_intent_message_v2}
        </Fact>
      )}
      {feedback.length > 0 && (
        <Fact name="Feedback" isWide={feedback.some(({ text }) => text !== undefined)}>
          <ul class="given">
            {feedback.map(({ slug, value, text }, index) => (
              <li key={index}>
                <FeedbackBadge slug={slug} rating={value} />
                {text !== undefined && <LongText text={text} />}
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {tags.length > 0 && (
        <Fact name="Tags" isWide>
          <span class="badges">
            {tags.map(([tag, value]) => (
              <FilterLink key={tag} term={{ field: "tag", tag, value }} label={`${tag}=${value}`} />
            ))}
          </span>
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  /** Whether it takes a line of its own. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, isWide = false, children }: FactProps): JSX.Element {
  return (
    <div class={isWide ? "fact wide" : "fact"}>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

/** A value that, clicked, narrows the list to what has it. */
function FilterLink({ term, label = term.value }: { readonly term: SearchTerm; readonly label?: string }): JSX.Element {
  const add = (): void => {
    const terms = parseSearch(route.value.search);
    if (!terms.some((known) => isSameTerm(known, term))) setSearch(formatSearch([...terms, term]));
  };
  return (
    <button type="button" class="tag" dir="auto" title={`Show only ${formatSearch([term])}`} onClick={add}>
      {label}
    </button>
  );
}
