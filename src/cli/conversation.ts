// `nebuly conversation`: one conversation, turn by turn.

import type { ConversationTurn } from "../index.ts";
import { formatCost, formatCounted, formatSeconds } from "../local/viewer/format.ts";
import { type Command, isOn, onlyPositional } from "./command.ts";
import { connect, connectionOptions, connectionUsage } from "./connect.ts";
import { formatMarks, formatMoment } from "./format-interaction.ts";
import { formatSaid } from "./format-said.ts";
import { inertJson, inertLine } from "./inert-text.ts";
import type { Terminal } from "./terminal.ts";
import { joinParts } from "./wrap-text.ts";

export const conversationCommand: Command = {
  usage: `nebuly conversation <id>   show one conversation, turn by turn
    --json                 the answer of the platform, as it is
${connectionUsage}

Examples:
    nebuly conversation chat-7
    nebuly conversation chat-7 --json | jq '.conversation[].input'`,
  options: { ...connectionOptions, json: { type: "boolean" } },
  async run(given, terminal) {
    const id = onlyPositional(given, "id");
    await using client = await connect(given, terminal);
    const detail = await client.conversations.get(id, { signal: terminal.signal });
    if (isOn(given, "json")) {
      await terminal.write(`${inertJson(detail, 2)}\n`);
      return 0;
    }
    const turns = detail.conversation;
    const head = [
      terminal.style("bold", `Conversation ${inertLine(id)}`),
      formatCounted(turns.length, "turn"),
      ...(typeof detail.session_time === "number" ? [formatSeconds(detail.session_time)] : []),
      ...(typeof detail.cost === "number" && detail.cost > 0 ? [formatCost(detail.cost)] : []),
    ];
    await terminal.write(`${joinParts(head, { indent: 2, columns: terminal.columns })}\n\n`);
    for (const turn of turns) await terminal.write(formatTurn(turn, terminal));
    return 0;
  },
};

function formatTurn(turn: ConversationTurn, terminal: Terminal): string {
  const marks = formatMarks({ tags: turn.tags, feedback_actions: turn.feedback_actions }, terminal);
  const moment = terminal.style("bold", formatMoment(turn.timestamp ?? ""));
  const head = [moment, ...marks, terminal.style("dim", turn.id)];
  return `${joinParts(head, { indent: 2, columns: terminal.columns })}\n${formatSaid(turn, terminal)}\n`;
}
