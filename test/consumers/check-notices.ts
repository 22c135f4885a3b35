// The built package names the licence of whatever it bundles: every package that the sources import and that is not
// installed beside it has its section in the notices.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const installed = new Set([manifest.name, ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })]);
/** Imported at build time only. */
const tools = new Set(["rolldown"]);
/** Imported by code that the viewer shows for copying, not by the viewer. */
const shown = new Set(["@ai-sdk/openai"]);

const imported = new Set<string>();
for (const entry of await readdir(join(root, "src"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
  const source = await readFile(join(entry.parentPath, entry.name), "utf8");
  // Examples in comments import what their readers have.
  const text = source.replaceAll(/^ *(?:\*|\/\/|\/\*).*$/gm, "");
  for (const [, name] of text.matchAll(
    /^(?!import type).*(?:\bfrom|\bimport\() ?"((?:@[\w-]+\/)?[a-z][\w-]*)(?:\/[^"]*)?"/gm,
  )) {
    if (name !== undefined && !installed.has(name) && !tools.has(name) && !shown.has(name)) imported.add(name);
  }
}
const notices = await readFile(join(root, "dist", "THIRD-PARTY-NOTICES.txt"), "utf8");
const sections = notices.split(/^-{80}$/m).map((section) => section.trim());
const missing = [...imported].filter((name) => !sections.some((section) => section.startsWith(`${name} `)));
const silent = sections.filter(
  (section) => section !== "" && !/copyright|licen[cs]e/i.test(section.slice(section.indexOf("\n"))),
);
if (imported.size === 0 || missing.length > 0 || silent.length > 0) {
  console.error(
    `not in the notices: ${missing.join(", ") || "-"}; without a licence's text: ${silent.join(" | ") || "-"}`,
  );
  process.exitCode = 1;
} else {
  console.log(`the notices name ${sections.length - 1} bundled packages, ${imported.size} of them imported by name`);
}
