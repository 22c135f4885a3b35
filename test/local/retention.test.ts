// Old interactions go by themselves, when they are told to.

import { expect, test, vi } from "vitest";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform } from "./open-platform.ts";
import { createTestDatabase } from "./test-database.ts";

const dayMs = 86_400_000;
const isoDaysAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();

test("what began more days ago than retentionDays is deleted at the start", async () => {
  const database = await createTestDatabase({ survivesRestart: true });
  const store = async (platform: Awaited<ReturnType<typeof openPlatform>>, days: number): Promise<void> => {
    const interaction = { input: `${days} days old`, time_start: isoDaysAgo(days), time_end: isoDaysAgo(days) };
    await platform.post("/event-ingestion/api/v3/events/trace_interaction", interactionBody({ interaction }));
  };
  {
    await using before = await openPlatform({ database });
    for (const days of [1, 29, 31, 400]) await store(before, days);
  }
  await using after = await openPlatform({ database, retentionDays: 30 });
  await vi.waitFor(
    async () => {
      const range = { start: "2000-01-01", end: "2100-01-01" };
      const { body } = await after.post("/api/external/get-interactions", { ...listBody(), time_range: range });
      expect(body).toMatchObject({ total: 2, data: [{ input_text: "1 days old" }, { input_text: "29 days old" }] });
    },
    { timeout: 10_000 },
  );
});
