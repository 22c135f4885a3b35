import { expect, test } from "vitest";
import { createPacedLogger } from "../../src/runtime/logger.ts";
import { createHandClock } from "../capture/hand-clock.ts";

test("however many causes there are, such as names of a caller's own, a minute has a bounded number of lines", () => {
  const lines: string[] = [];
  const clock = createHandClock();
  const write = (line: string): void => void lines.push(line);
  const logger = createPacedLogger({ logger: { debug: write, warn: write, error: write }, debug: false, clock });
  for (let call = 0; call < 10_000; call += 1) {
    logger.warn("a literal", "always the same");
    logger.warn(`nebuly.user-${call}`, `user-${call} is not an option`);
  }
  expect(lines.length).toBeLessThan(250);
  expect(lines.filter((line) => line.includes("always the same"))).toHaveLength(1);

  clock.advance(60_000);
  lines.length = 0;
  logger.warn("nebuly.user-1", "again");
  expect(lines).toEqual([expect.stringContaining("again")]);
});
