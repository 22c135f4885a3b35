// Two ways in around one call: nothing is told twice, and no option of either is dropped. Of the two the inner one wins: the
// one nearer to the model, and of two telemetries the later one.
import { describe, expect, test } from "vitest";
import {
  givenIn,
  kinds,
  type MakerOptions,
  type Place,
  run,
  type Setup,
  sentOf,
  type WayName,
  ways,
} from "./call-kinds.ts";

/** The outer one first. The telemetry of one call replaces the registered one, so these two never meet. */
const pairs: readonly (readonly [WayName, WayName])[] = [
  ["observeModel", "observeModel"],
  ["observeModel", "middlewares"],
  ["middlewares", "observeModel"],
  ["middlewares", "middlewares"],
  ["registered telemetry", "observeModel"],
  ["registered telemetry", "middlewares"],
  ["registered telemetry", "registered telemetry"],
  ["telemetry of one call", "observeModel"],
  ["telemetry of one call", "middlewares"],
  ["telemetry of one call", "telemetry of one call"],
];

/** One around the other. */
function stack(outer: Setup, inner: Setup): Setup {
  const integrations = [...(outer.integrations ?? []), ...(inner.integrations ?? [])];
  return {
    ...(integrations.length > 0 && { integrations }),
    language: (model) => outer.language?.(inner.language?.(model) ?? model) ?? model,
    embedding: (model) => outer.embedding?.(inner.embedding?.(model) ?? model) ?? model,
    reranking: (model) => outer.reranking?.(inner.reranking?.(model) ?? model) ?? model,
  };
}

const choicesOf = (name: string): Required<Pick<MakerOptions, "getInput" | "getOutput">> => ({
  getInput: () => `input by ${name}`,
  getOutput: () => `output by ${name}`,
});

for (const [outer, inner] of pairs) {
  describe(`${outer} around ${inner}`, () => {
    for (const [kindName, kind] of Object.entries(kinds)) {
      // The SDK has no middleware for models that rerank.
      if (kindName === "rerank" && [outer, inner].includes("middlewares")) continue;
      const hasRuntimeContext = outer.includes("telemetry") && kind.takesRuntimeContext;

      for (const isInScope of kind.isTurn ? [false, true] : [true]) {
        const within = isInScope ? " within client.interaction" : "";
        const all: readonly Place[] = [
          "providerOptions",
          ...(hasRuntimeContext ? ["runtimeContext" as const] : []),
          ...(isInScope ? ["scope" as const] : []),
          "inner",
          "outer",
          "client",
        ];
        const sendWith = async (
          stated: readonly Place[],
          choices: { readonly outer?: MakerOptions; readonly inner?: MakerOptions } = {},
        ) => {
          const given = givenIn(stated);
          const bodies = await run(
            (client) => {
              const around = ways[outer]({ client, ...choices.outer, ...given.outer });
              return stack(around, ways[inner]({ client, ...choices.inner, ...given.inner }));
            },
            kind,
            { given, isInScope },
          );
          expect(bodies.map(({ traces }) => traces.length)).toEqual([kind.traces]);
          return bodies;
        };

        // A scope around a turn changes what is its root, and with it who chooses the texts; the options take the same way.
        if (isInScope !== kind.isTurn) {
          test(`${kindName}${within}: options of either are sent, of both the inner one's, and a call's before them`, async () => {
            for (const place of ["outer", "inner"] as const) {
              expect(await sendWith([place]), place).toMatchObject([sentOf([place])]);
            }
            for (const first of ["inner", "runtimeContext", "providerOptions"] as const) {
              if (!all.includes(first)) continue;
              const places = all.slice(all.indexOf(first));
              expect(await sendWith(places), first).toMatchObject([sentOf(places)]);
            }
          });
        }

        if (!kind.isTurn) continue;
        test(`${kindName}${within}: getInput and getOutput of either choose the texts`, async () => {
          const [outerChoices, innerChoices] = [choicesOf("outer"), choicesOf("inner")];
          const { getInput } = innerChoices;
          for (const [choices, input, output] of [
            [{ outer: outerChoices }, "input by outer", "output by outer"],
            [{ outer: outerChoices, inner: innerChoices }, "input by inner", "output by inner"],
            [{ outer: outerChoices, inner: { getInput } }, "input by inner", "output by outer"],
          ] as const) {
            expect(await sendWith([], choices)).toMatchObject([{ interaction: { input, output } }]);
          }
        });
      }
    }
  });
}
