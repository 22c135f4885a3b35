// What an interaction cost, from token counts and a maintained table of prices.

import { calcPrice } from "@pydantic/genai-prices";
import type { TraceBody } from "../../wire/interaction-body.ts";
import { roundCost } from "./round-cost.ts";

/** Micro-dollars in a dollar. */
const microDollars = 1_000_000;

/** How a model may be named in the price table: alone, or at a provider. */
interface Listing {
  readonly model: string;
  readonly providerId?: string;
}

/** The listing of each model met so far; undefined when the table has none. Bounded, as names come from outside. */
const listings = new Map<string, Listing | undefined>();
const maxListings = 1_000;

/**
 * Cost in micro-dollars, at the prices of the given moment. A trace whose model the table does not know counts with its
 * own `cost`, if it has one. Null when nothing is known of any trace.
 */
export function costOfTraces(traces: readonly TraceBody[], at: Date): number | null {
  const costs = traces.map((trace) => costOfTrace(trace, at)).filter((cost) => cost !== undefined);
  if (costs.length === 0) return null;
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return roundCost(total);
}

function costOfTrace(trace: TraceBody, at: Date): number | undefined {
  if ("outputs" in trace) return undefined;
  const outputTokens = "output_tokens" in trace ? trace.output_tokens : undefined;
  const own = "cost" in trace ? trace.cost : undefined;
  if (trace.input_tokens === undefined && outputTokens === undefined) return own;
  const usage = {
    ...(trace.input_tokens !== undefined && { input_tokens: trace.input_tokens }),
    ...(outputTokens !== undefined && { output_tokens: outputTokens }),
  };
  const listing = findListing(trace.model);
  const price = listing === undefined ? undefined : priceOf(listing, usage, at);
  return price ?? own;
}

function findListing(model: string): Listing | undefined {
  if (listings.has(model)) return listings.get(model);
  const found = possibleListings(model).find(
    (listing) => priceOf(listing, { input_tokens: 1 }, new Date()) !== undefined,
  );
  if (listings.size >= maxListings) listings.clear();
  listings.set(model, found);
  return found;
}

/** A model's name as gateways and clouds write it, the most literal reading first. */
function possibleListings(model: string): readonly Listing[] {
  const name = model.trim().replace(/^models\//, "");
  const slash = name.indexOf("/");
  return [
    { model: name },
    ...(slash === -1
      ? []
      : [
          { model: name.slice(slash + 1), providerId: name.slice(0, slash) },
          { model: name.slice(name.lastIndexOf("/") + 1) },
        ]),
    // Bedrock: `us.anthropic.claude-…`, `amazon.nova-…`.
    ...(/^[a-z]+\.[a-z]/.test(name) ? [{ model: name, providerId: "aws" }] : []),
    // The table lists embedding models below their maker only.
    ...(name.startsWith("text-embedding-") ? [{ model: name, providerId: "openai" }] : []),
  ];
}

function priceOf({ model, providerId }: Listing, usage: Record<string, number>, at: Date): number | undefined {
  try {
    const result = calcPrice(usage, model, { timestamp: at, ...(providerId !== undefined && { providerId }) });
    return result === null ? undefined : result.total_price * microDollars;
  } catch {
    // The table has the model, but no price for this kind of usage.
    return undefined;
  }
}
