// The numbers that stand for the whole selection.

import type { JSX } from "preact";
import { formatCost, formatCount, formatSeconds, formatShare } from "../../format.ts";
import type { Group, LatencyTotals, Totals } from "../api/aggregates.ts";
import { StatTile } from "./stat-tile.tsx";

export interface TotalTilesProps {
  /** Undefined while they are counted. */
  readonly totals: Totals | undefined;
  readonly latency: LatencyTotals | undefined;
  readonly endings: readonly Group[] | undefined;
}

export function TotalTiles({ totals, latency, endings }: TotalTilesProps): JSX.Element {
  return (
    <dl class="tiles">
      <StatTile
        name="Interactions"
        value={totals && formatCount(totals.interactions)}
        note={totals && `${formatCount(totals.users)} ${totals.users === 1 ? "user" : "users"}`}
      />
      <StatTile
        name="Latency p50"
        value={latency && (latency.p50 === undefined ? "–" : formatSeconds(latency.p50))}
        note={latency?.p95 === undefined ? undefined : `p95 ${formatSeconds(latency.p95)}`}
      />
      <StatTile
        name="Cost"
        value={totals && (totals.cost > 0 ? formatCost(totals.cost) : "–")}
        note={
          totals && (totals.cost > 0 ? `${formatCost(totals.cost / totals.interactions)} each` : "no price is known")
        }
      />
      <StatTile
        name="Tokens"
        value={totals && formatCount(totals.inputTokens + totals.outputTokens)}
        note={totals && `${formatCount(totals.inputTokens)} in, ${formatCount(totals.outputTokens)} out`}
      />
      <UnfinishedTile totals={totals} endings={endings} />
      <FeedbackTile totals={totals} />
    </dl>
  );
}

function UnfinishedTile({ totals, endings }: Omit<TotalTilesProps, "latency">): JSX.Element {
  if (totals === undefined || endings === undefined) return <StatTile name="Unfinished" />;
  const count = endings.reduce((sum, group) => sum + group.interactions, 0);
  return (
    <StatTile
      name="Unfinished"
      value={formatShare(count, totals.interactions)}
      note={count === 0 ? "all ended well" : `${formatCount(count)} did not complete`}
    />
  );
}

function FeedbackTile({ totals }: Pick<TotalTilesProps, "totals">): JSX.Element {
  if (totals === undefined) return <StatTile name="Positive feedback" />;
  const { positiveFeedback: good, negativeFeedback: bad } = totals;
  return (
    <StatTile
      name="Positive feedback"
      value={good + bad === 0 ? "–" : formatShare(good, good + bad)}
      note={good + bad === 0 ? "none was given" : `${formatCount(good)} good, ${formatCount(bad)} bad`}
    />
  );
}
