// The notices of what is bundled: name, version and licence of every package that has a module in the build, as licences ask.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Chunk {
  readonly type: "chunk" | "asset";
  readonly moduleIds?: readonly string[];
}

interface NoticesPlugin {
  readonly name: string;
  generateBundle(
    this: { emitFile(file: { readonly type: "asset"; readonly fileName: string; readonly source: string }): unknown },
    options: unknown,
    bundle: Readonly<Record<string, Chunk>>,
  ): Promise<void>;
}

const fileName = "THIRD-PARTY-NOTICES.txt";

/** Writes the file. `furtherModules` names modules that another bundler has put into this build. */
export function thirdPartyNotices(furtherModules: () => Promise<readonly string[]>): NoticesPlugin {
  return {
    name: "third-party-notices",
    async generateBundle(_options, bundle) {
      const ids = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      // The build of the declarations bundles nothing of others'.
      if (!ids.some((id) => id.includes("node_modules") && id.endsWith("js"))) return;
      const packages = new Set([...ids, ...(await furtherModules())].flatMap(packageOf));
      this.emitFile({ type: "asset", fileName, source: [...packages].map(describePackage).sort().join("\n") });
    },
  };
}

/** The directory of the package that a module belongs to; none for this package's own. */
function packageOf(id: string): readonly string[] {
  if (!id.includes("node_modules") || id.startsWith("\0")) return [];
  let directory = dirname(id.replace(/[?#].*$/, ""));
  while (!isPackage(join(directory, "package.json"))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`no package has the module ${id}`);
    directory = parent;
  }
  return [directory];
}

/** Folders of a package have a package.json without a name now and then. */
function isPackage(manifest: string): boolean {
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version !== undefined;
}

function describePackage(directory: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const texts = licenceTexts(directory);
  if (texts.length === 0) throw new Error(`${name} is bundled and brings no licence`);
  return `${[`${name} ${version}, ${license ?? "see below"}`, ...texts].join("\n\n")}\n\n${"-".repeat(80)}\n`;
}

function licenceTexts(directory: string): readonly string[] {
  const read = (file: string): string => readFileSync(join(directory, file), "utf8");
  const names = readdirSync(directory).sort();
  const files = names.filter((name) => /^(?:licen[cs]e|notice|copying)(?:\.\w+)?$/i.test(name));
  if (files.length > 0) return files.map((file) => read(file).trim());
  // Some say it in a section of their README.
  const sections = names.filter((name) => /^readme/i.test(name)).flatMap((name) => read(name).split(/^(?=#+ )/m));
  return sections.filter((section) => /^#+ licen[cs]e/i.test(section)).map((section) => section.trim());
}
