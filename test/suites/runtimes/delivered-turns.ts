// What a platform on this machine has of the turns that framework-turns.ts takes.

import { Nebuly } from "../../../src/index.ts";
import { startLocalPlatform } from "../../../src/local/index.ts";

/** Of each who asked. */
const expectedTurns = ["Hello AI SDK -> Hi from the AI SDK!", "Hello LangChain -> Hi from LangChain!"];

export interface TurnsPlatform {
  readonly url: string;
  /** Throws unless the platform has each turn of the one who asked, once. */
  expectTurnsOf(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function startTurnsPlatform(): Promise<TurnsPlatform> {
  const platform = await startLocalPlatform({ port: 0, database: ":memory:" });
  const reader = new Nebuly({ baseUrl: platform.url, apiKey: platform.apiKey });
  const readTurnsOf = async (name: string): Promise<string[]> => {
    const timeRange = { start: new Date(Date.now() - 3_600_000), end: new Date(Date.now() + 3_600_000) };
    const turns: string[] = [];
    for await (const row of reader.interactions.iterate({ timeRange })) {
      if (row.end_user === name) turns.push(`${row.input_text} -> ${row.output_text}`);
    }
    return turns.sort();
  };
  return {
    url: platform.url,
    async expectTurnsOf(name) {
      const turns = await readTurnsOf(name);
      if (turns.join() !== expectedTurns.join()) throw new Error(`${name}: the platform has [${turns.join(", ")}]`);
    },
    async close() {
      await reader.shutdown();
      await platform.close();
    },
  };
}
