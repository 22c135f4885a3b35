// Every way in, with every kind of call and every place where options can stand: none of them accepts an option and drops it.
// Two ways around one call are in stacked-ways.test.ts.
import { describe, expect, test } from "vitest";
import { givenIn, kinds, type MakerOptions, type Place, run, sentOf, ways } from "./call-kinds.ts";

for (const [wayName, way] of Object.entries(ways)) {
  const hasTelemetry = wayName.includes("telemetry");
  describe(wayName, () => {
    for (const [kindName, kind] of Object.entries(kinds)) {
      // The SDK has no middleware for models that rerank.
      if (wayName === "middlewares" && kindName === "rerank") continue;
      const places: readonly Place[] = [
        "providerOptions",
        ...(hasTelemetry && kind.takesRuntimeContext ? ["runtimeContext" as const] : []),
        "scope",
        "maker",
        "client",
      ];
      const scopes = kind.isTurn ? [false, true] : [true];

      for (const isInScope of scopes) {
        const within = isInScope ? " within client.interaction" : "";
        const all = isInScope ? places : places.filter((one) => one !== "scope");
        const sendWith = (stated: readonly Place[], choices: MakerOptions = {}) => {
          const given = givenIn(stated);
          return run((client) => way({ client, ...choices, ...given.maker }), kind, { given, isInScope });
        };

        test(`${kindName}${within}: each place's options are sent when they stand alone`, async () => {
          for (const place of all) expect(await sendWith([place]), place).toMatchObject([sentOf([place])]);
        });

        test(`${kindName}${within}: the most specific place wins, and tags are merged`, async () => {
          for (const [index, place] of all.entries()) {
            const rest = all.slice(index);
            expect(await sendWith(rest), place).toMatchObject([sentOf(rest)]);
          }
        });

        if (!kind.isTurn) continue;
        test(`${kindName}${within}: getInput and getOutput choose the texts`, async () => {
          const bodies = await sendWith([], { getInput: () => "chosen input", getOutput: () => "chosen output" });
          expect(bodies).toMatchObject([{ interaction: { input: "chosen input", output: "chosen output" } }]);
        });
      }
    }
  });
}
