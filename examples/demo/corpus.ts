// The texts that the demo answers from: one passage per article. Nothing here embeds or searches.

import { readFile } from "node:fs/promises";

export interface Article {
  readonly number: number;
  readonly text: string;
}

/** The articles of the Universal Declaration of Human Rights, in order. */
export async function readArticles(): Promise<readonly Article[]> {
  const file = new URL("../corpus/universal-declaration-of-human-rights.txt", import.meta.url);
  const text = await readFile(file, "utf8");
  return [...text.matchAll(/^Article (\d+)\n(.+)$/gm)].map(([, number, body]) => ({
    number: Number(number),
    text: `Article ${number}: ${body}`,
  }));
}
