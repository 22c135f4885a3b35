// `nebuly interaction`: one interaction, whole: what was asked and answered, its steps in order, feedback and tags.

import type { InteractionDetail } from "../index.ts";
import { type Command, isOn, onlyPositional } from "./command.ts";
import { connect, connectionOptions, connectionUsage } from "./connect.ts";
import { formatDetail } from "./format-detail.ts";
import { inertJson } from "./inert-text.ts";

export const interactionCommand: Command = {
  usage: `nebuly interaction <id>    show one interaction with its steps
    --json                 the answer of the platform, as it is
${connectionUsage}

Examples:
    nebuly interaction 01a20d3b-2306-87e8-a4a7-2f0ef19f5355
    nebuly interaction 01a20d3b-2306-87e8-a4a7-2f0ef19f5355 --json | jq .traces`,
  options: { ...connectionOptions, json: { type: "boolean" } },
  async run(given, terminal) {
    const id = onlyPositional(given, "id");
    await using client = await connect(given, terminal);
    const detail: InteractionDetail = await client.interactions.get(id, { signal: terminal.signal });
    await terminal.write(isOn(given, "json") ? `${inertJson(detail, 2)}\n` : formatDetail(id, detail, terminal));
    return 0;
  },
};
