// docs/local-platform.md says what the code does: paths, fields, filters, tables and their keys.

import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../../src/local/http/create-app.ts";
import { Platform } from "../../src/local/platform.ts";
import { openStorage } from "../../src/local/storage/open-storage.ts";
import type { InteractionFilter } from "../../src/wire/filters.ts";
import { filterSchema } from "../../src/wire/filters-schema.ts";
import { interactionBody, listBody } from "./bodies.ts";
import { openPlatform } from "./open-platform.ts";

const page = await readFile(new URL("../../docs/local-platform.md", import.meta.url), "utf8");
const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");

/** The part of the page below a heading. */
function section(heading: string): string {
  const [, text] = page.split(`\n${heading}\n`);
  if (text === undefined) throw new Error(`the page has no ${heading}`);
  return text.split(/^##/m)[0] ?? "";
}

/** What stands in backticks in the first column of a section's table. */
function firstColumn(heading: string): readonly string[] {
  return [...section(heading).matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
}

const values = ["x"];
/** One filter of each kind. */
const filters: { readonly [Kind in InteractionFilter["kind"]]: object } = {
  tag: { tag: "country", values },
  user: { values },
  keyword: { values },
  topic: { values },
  user_intent: { values },
  negative_user_intent: { values },
  type_of_problem: { values },
  user_feedback: { values: ["thumbs_up"] },
  user_query: { values },
  language: { values },
  pii: { values: [true] },
  data_source: { values },
  warning_message: {},
  negative_intent_message: {},
};

let platform: Platform;
beforeAll(async () => {
  platform = new Platform({ storage: await openStorage(":memory:"), now: Date.now });
});
afterAll(() => platform.close());

test("the README leads to the page", () => {
  expect(readme).toContain("(docs/local-platform.md)");
});

test("the page names the paths that are served, and no others", () => {
  const app = createApp({ platform, hostnames: new Set(), apiKey: undefined, maxBodyBytes: 1, onError: () => {} });
  const served = app.routes
    .filter(({ method, path }) => method !== "ALL" && /^\/(?:event-ingestion|api\/external)\//.test(path))
    .map(({ method, path }) => `${method} ${path}`);
  expect(firstColumn("## Paths").toSorted()).toEqual([...new Set(served)].toSorted());
});

test("the page names the fields of a row, and no others", async () => {
  await using served = await openPlatform();
  await served.post("/event-ingestion/api/v3/events/trace_interaction", interactionBody());
  const { body } = await served.post("/api/external/get-interactions", listBody());
  expect(body).toMatchObject({ total: 1 });
  const [row] = (body as { readonly data: readonly object[] }).data;
  expect(firstColumn("## Fields of a row").toSorted()).toEqual(Object.keys(row ?? {}).toSorted());
});

test("the page names the filters, and no others", () => {
  const [list = ""] = section("## Filters").split(". Values of one");
  expect([...list.matchAll(/`(\w+)`/g)].map(([, kind]) => kind).toSorted()).toEqual(Object.keys(filters).toSorted());
  for (const [kind, fields] of Object.entries(filters))
    expect(filterSchema.parse({ kind, ...fields })).toMatchObject({ kind });
});

test("every table is distributed by end_user, which leads its primary key, or is told to be a reference table", async () => {
  const storage = await openStorage(":memory:");
  const { rows } = await sql<{ readonly name: string; readonly key: string }>`
    select tables.name as name, columns.name as key from sqlite_schema as tables, pragma_table_info(tables.name) as columns
    where tables.type = 'table' and tables.name not like 'sqlite%' and tables.name not like 'kysely%' and columns.pk = 1`.execute(
    storage,
  );
  const { rows: unique } = await sql`select name from sqlite_schema where sql like 'create unique index%'`.execute(
    storage,
  );
  await storage.destroy();
  const distributed = [...page.matchAll(/create_distributed_table\('(\w+)', 'end_user'/g)].map(([, name]) => name);
  const references = [...page.matchAll(/create_reference_table\('(\w+)'/g)].map(([, name]) => name);
  const named = (isDistributed: boolean): readonly string[] =>
    rows.filter(({ key }) => (key === "end_user") === isDistributed).map(({ name }) => name);
  expect(distributed.toSorted()).toEqual(named(true).toSorted());
  expect(references.toSorted()).toEqual(named(false).toSorted());
  expect(unique).toEqual([]);
});
