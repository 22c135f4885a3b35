import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const source = fileURLToPath(new URL("../src", import.meta.url));
/** Files below src, and what each imports from below src; type-only imports are kept apart. */
const files = new Map<string, { readonly text: string; readonly values: string[]; readonly types: string[] }>();

beforeAll(async () => {
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, "utf8");
    const values: string[] = [];
    const types: string[] = [];
    for (const [, clause, target] of text.matchAll(/^(?:import|export)\s+([^;]*?)\s*from\s+"(\.[^"]+)"/gm)) {
      const imported = normalize(join(dirname(path), target ?? ""));
      (/^type\s/.test(clause ?? "") ? types : values).push(imported.slice(source.length + 1));
    }
    for (const [, target] of text.matchAll(/import\("(\.[^"]+)"\)/g)) {
      values.push(normalize(join(dirname(path), target ?? "")).slice(source.length + 1));
    }
    files.set(path.slice(source.length + 1), { text, values, types });
  }
});

const roomOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : "");

/** What a room may import besides itself. The files at the top (client, default client) may import all but the lowest line. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  wire: [],
  runtime: ["sender"],
  settings: ["errors", "runtime", "sender", "wire"],
  sender: ["runtime", "settings", "wire"],
  capture: ["errors", "runtime", "sender", "settings", "wire"],
  tracking: ["capture", "errors", "runtime", "settings", "wire"],
  query: ["errors", "runtime", "settings", "wire"],
  langchain: ["", "capture", "errors", "runtime", "settings", "wire"],
  "ai-sdk": ["", "capture", "errors", "runtime", "settings", "wire"],
  next: ["", "capture", "errors", "runtime", "settings", "wire"],
  local: ["errors", "wire"],
  cli: ["", "errors", "local", "tracking", "wire"],
  "": ["capture", "errors", "query", "runtime", "sender", "settings", "tracking", "wire"],
};

describe("the house", () => {
  test("rooms import only what lies below them; framework rooms know nothing of each other; nobody imports local or cli", () => {
    const wrong: string[] = [];
    for (const [path, { values, types }] of files) {
      const room = roomOf(path);
      for (const target of [...values, ...types]) {
        const targetRoom = roomOf(target);
        if (targetRoom !== room && allowed[room]?.includes(targetRoom) !== true) wrong.push(`${path} -> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("no import leads back to where it began", () => {
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
        return;
      }
      if (done.has(path)) return;
      for (const target of files.get(path)?.values ?? []) visit(target, [...trail, path]);
      done.add(path);
    };
    for (const path of files.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test("every file opens with a line that says what lives there", () => {
    const silent = [...files].filter(([, { text }]) => !/^(#!.*\n)?(\/\/|\/\*) ?\S/.test(text)).map(([path]) => path);
    expect(silent).toEqual([]);
  });

  test("index files re-export by name and hold nothing else", () => {
    const wrong = [...files]
      .filter(([path]) => path.endsWith("index.ts"))
      .filter(([, { text }]) => /^export \*|^(const|function|class|let)\s|^export (const|function|class)/m.test(text))
      .map(([path]) => path);
    expect(wrong).toEqual([]);
  });
});
