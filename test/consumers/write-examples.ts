// The examples of the TSDoc comments as modules that a compiler can check: each with imports and declarations of the names that
// it takes from an app around it. An example whose name is not known here fails to compile.

import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where an app has these from. */
const imports: Readonly<Record<string, readonly string[]>> = {
  nebuly: ["Nebuly", "nebuly", "NebulyError", "NebulyApiError", "NebulyValidationError", "type InteractionFilter"],
  "nebuly/langchain": ["NebulyCallbackHandler", "observeEmbeddings", "observeStream", "instrumentLangChain"],
  "nebuly/ai-sdk": ["observeModel", "nebulyMiddleware", "nebulyEmbeddingMiddleware", "nebulyTelemetry"],
  "nebuly/next": ["withInteraction"],
  "nebuly/local": ["startLocalPlatform"],
  ai: [
    "convertToModelMessages",
    "generateText",
    "registerTelemetry",
    "streamText",
    "wrapEmbeddingModel",
    "wrapLanguageModel",
  ],
  "@ai-sdk/openai": ["openai"],
  "@langchain/openai": ["OpenAIEmbeddings"],
};

/** What an app has of its own. */
const declarations: Readonly<Record<string, string>> = {
  answerQuestion: "(question: string) => Promise<string>",
  chain: `import("@langchain/core/runnables").Runnable<string, string>`,
  client: `import("nebuly").Nebuly`,
  handler: `import("nebuly/langchain").NebulyCallbackHandler`,
  MemoryVectorStore: `{ fromTexts(texts: string[], metadata: object[], embeddings: import("@langchain/core/embeddings").Embeddings): Promise<object> }`,
  metadata: "object[]",
  readUserId: "(request: Request) => Promise<string>",
  response: `import("node:http").ServerResponse`,
  row: `import("nebuly").InteractionRow`,
  texts: "string[]",
};

/** Writes every example of the package's comments into a folder of its own; returns how many there are. */
export async function writeExamples(options: { readonly source: string; readonly folder: string }): Promise<number> {
  await mkdir(options.folder);
  let count = 0;
  for await (const path of glob("**/*.ts", { cwd: options.source })) {
    for (const example of examplesIn(await readFile(join(options.source, path), "utf8"))) {
      count += 1;
      const name = `${path.replaceAll(/\W/g, "-")}-${count}.ts`;
      await writeFile(join(options.folder, name), `${prelude(example)}\n${example}\nexport {};\n`);
    }
  }
  return count;
}

function examplesIn(source: string): readonly string[] {
  const comments = source.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) =>
    [...comment.replaceAll(/^ *\* ?/gm, "").matchAll(/^@example\n```ts\n([\s\S]*?)^```$/gm)].map(
      ([, code]) => code ?? "",
    ),
  );
}

function prelude(example: string): string {
  const uses = (name: string): boolean =>
    new RegExp(`\\b${name}\\b`).test(example) && !new RegExp(`(const|as) ${name}\\b`).test(example);
  const imported = Object.entries(imports).flatMap(([from, names]) => {
    const used = names.filter((name) => uses(name.replace("type ", "")));
    return used.length === 0 ? [] : [`import { ${used.join(", ")} } from "${from}";`];
  });
  const declared = Object.entries(declarations).flatMap(([name, type]) =>
    uses(name) ? [`declare const ${name}: ${type};`] : [],
  );
  return [...imported, ...declared].join("\n");
}
