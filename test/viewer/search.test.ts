// The search box's language: every text means something, and what is written reads back.

import { describe, expect, test } from "vitest";
import { formatSearch, parseSearch, type SearchTerm, toFilters } from "../../src/local/viewer/browser/state/search.ts";
import { feedbackWords } from "../../src/wire/feedback-words.ts";
import { filterSchema } from "../../src/wire/filters-schema.ts";
import { unfinishedStatuses } from "../../src/wire/interaction-status.ts";
import { fc } from "../property-testing.ts";

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const term: fc.Arbitrary<SearchTerm> = fc.oneof(
  fc.record({
    field: fc.constantFrom("word", "user", "language", "source", "topic", "intent", "problem", "warning"),
    value: text,
  }),
  fc.record({ field: fc.constant("tag"), tag: text.filter((name) => !name.includes("=")), value: fc.string() }),
  fc.record({ field: fc.constant("status"), value: fc.constantFrom("unfinished", ...unfinishedStatuses) }),
  fc.record({ field: fc.constant("feedback"), value: fc.constantFrom(...feedbackWords) }),
  fc.record({ field: fc.constant("pii"), value: fc.constantFrom("yes", "no") }),
);

describe("the search language", () => {
  test("what is written reads back as the same terms", () => {
    fc.assert(
      fc.property(fc.array(term), (terms) => {
        expect(parseSearch(formatSearch(terms))).toEqual(terms);
      }),
    );
  });

  test("whatever a person types becomes filters that the platform takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (typed) => {
        for (const filter of toFilters(parseSearch(typed))) expect(filterSchema.safeParse(filter).success).toBe(true);
      }),
    );
  });

  test("words must all occur, values of one field are alternatives", () => {
    expect(toFilters(parseSearch('refund "late fee" user:ada user:grace tag:app=support tag:plan=pro'))).toEqual([
      { kind: "keyword", values: ["refund"] },
      { kind: "keyword", values: ["late fee"] },
      { kind: "user", values: ["ada", "grace"] },
      { kind: "tag", tag: "app", values: ["support"] },
      { kind: "tag", tag: "plan", values: ["pro"] },
    ]);
  });

  test("unfinished stands for every ending but a good one", () => {
    expect(toFilters(parseSearch("status:unfinished"))).toEqual([
      { kind: "tag", tag: "interaction_status", values: ["failed", "cancelled", "interrupted", "abandoned"] },
    ]);
  });

  test("what is no known field, or no value of its field, is looked for as a word", () => {
    expect(parseSearch("http://example.org status:fine")).toEqual([
      { field: "word", value: "http://example.org" },
      { field: "word", value: "status:fine" },
    ]);
  });
});
