// What the tests of turns have in common: a turn opened by hand, its steps in short, and a tool.
import { z } from "zod";
import { runInScope } from "../../../src/capture/scope.ts";
import type { ResolvedInteraction } from "../../../src/wire/interaction.ts";
import type { HandClockedClient } from "../../ai-sdk/hand-clocked-client.ts";
import type { Major } from "./majors.ts";

/** `llm`, `embedding`, or the source of a retrieval, in order. */
export function kindsOf(interaction: ResolvedInteraction | undefined): readonly string[] {
  return (interaction?.traces ?? []).map((trace) =>
    "messages" in trace ? "llm" : "outputs" in trace ? trace.source : "embedding",
  );
}

/** A turn opened by hand, as `client.interaction` does, on the hand-turned clock. */
export async function inScope(test: HandClockedClient, run: () => Promise<unknown>): Promise<void> {
  const interaction = test.capture.open();
  const leave = interaction.enterScopeFunction();
  await runInScope({ interaction, origin: "explicit" }, run);
  leave("completed");
  test.clock.advance(1_000);
}

/** A tool that gives what the function makes of its query. */
export function searchTool({ sdk }: Major, execute: (query: string) => Promise<unknown>): object {
  return sdk.tool({
    description: "search",
    inputSchema: z.object({ query: z.string() }),
    execute: ({ query }: { readonly query: string }) => execute(query),
  });
}
