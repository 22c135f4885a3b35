import { expect, test } from "vitest";
import type { Message, MessageRole } from "../../src/wire/interaction.ts";
import { promptMessages } from "../../src/wire/prompt-messages.ts";

const say = (role: MessageRole, content: string): Message => ({ role, content });
const user = say("user", "Opening hours?");
const silent = say("user", "");

test("messages that end on the user's turn are sent as they are, and of an empty list nothing is made up", () => {
  const messages = [say("system", "Be brief."), user];
  expect(promptMessages({ messages, output: "9 to 17." })).toBe(messages);
  expect(promptMessages({ messages: [], output: "9 to 17." })).toEqual([]);
});

test("after a tool's result, a prefilled answer or a system message alone, an empty user turn closes the list", () => {
  for (const last of [say("tool", "9 to 17"), say("assistant", "We open"), say("system", "Greet.")]) {
    expect(promptMessages({ messages: [user, last], output: "We open at 9." })).toEqual([user, last, silent]);
  }
});

test("the call's own answer is never among its messages", () => {
  const answer = say("assistant", "9 to 17.");
  expect(promptMessages({ messages: [user, answer], output: "9 to 17." })).toEqual([user]);
  const tool = say("tool", "9 to 17");
  expect(promptMessages({ messages: [user, tool, answer], output: "9 to 17." })).toEqual([user, tool, silent]);
  // A call that answered nothing has no answer to leave out.
  expect(promptMessages({ messages: [user, say("assistant", "")], output: "" })).toHaveLength(3);
});
