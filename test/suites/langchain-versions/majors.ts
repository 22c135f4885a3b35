// The versions of LangChain that the suite runs on, and how a scenario's imports find them.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Major {
  readonly name: string;
  /** Of @langchain/core. */
  readonly version: string;
  /** Where its packages are installed, with a slash at the end. */
  readonly folder: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What is installed in a folder; without versions where nothing is yet. */
export function describeMajor(folder: string): Major {
  const version = (name: string): string => {
    try {
      const manifest: { version: string } = JSON.parse(
        readFileSync(`${folder}node_modules/${name}/package.json`, "utf8"),
      );
      return manifest.version;
    } catch {
      // Not a package of this major's.
      return "";
    }
  };
  return {
    version: version("@langchain/core"),
    name: `core ${version("@langchain/core")}, langchain ${version("langchain")}, langgraph ${version("@langchain/langgraph")}`,
    folder,
  };
}

export const majors: readonly Major[] = [
  describeMajor(here("./core-0.3-first/")),
  describeMajor(here("./core-0.3/")),
  describeMajor(here("./core-1.0/")),
  // The newest stands in the package's own development dependencies.
  describeMajor(here("../../../")),
];

type Exports = string | { readonly [condition: string]: Exports };

/** The file that an `import` of the specifier loads in a module of the major's folder. */
export function modulePath(major: Major, specifier: string): string {
  const [, name = "", subpath = ""] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifierFor(major, specifier)) ?? [];
  const folder = `${major.folder}node_modules/${name}/`;
  const manifest: { readonly exports?: Readonly<Record<string, Exports>>; readonly main?: string } = JSON.parse(
    readFileSync(`${folder}package.json`, "utf8"),
  );
  const file = chooseImport(manifest.exports?.[`.${subpath}`]) ?? (subpath === "" ? manifest.main : undefined);
  if (file === undefined) throw new Error(`${specifier} is not among the packages of ${major.name}`);
  return `${folder}${file.replace(/^\.\//, "")}`;
}

function chooseImport(exports: Exports | undefined): string | undefined {
  if (exports === undefined || typeof exports === "string") return exports;
  return chooseImport(exports.import ?? exports.default);
}

/** Before 1.0 what is now @langchain/classic was the package langchain. */
function specifierFor(major: Major, specifier: string): string {
  const isOld = major.folder.includes("core-0.3");
  return isOld ? specifier.replace(/^@langchain\/classic/, "langchain") : specifier;
}
