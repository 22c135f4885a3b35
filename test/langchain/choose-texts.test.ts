// What a root's input and output say, shape by shape. How LangChain hands them over: strings and lists come wrapped as
// `{ input }` and `{ output }`, objects, messages and prompt values as they are.

import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { ChatPromptValue, StringPromptValue } from "@langchain/core/prompt_values";
import { Command } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { chooseInput, chooseInputOfState } from "../../src/langchain/choose-input.ts";
import { chooseOutput } from "../../src/langchain/choose-output.ts";

const history = [new HumanMessage("Hi"), new AIMessage("Hello!")];
const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };

const inputs: [string, unknown, string | undefined][] = [
  ["a string", { input: "What?" }, "What?"],
  ["a question and its history", { question: "What?", chat_history: history }, "What?"],
  ["a history first", { chat_history: history, question: "What?" }, "What?"],
  ["an agent's input and scratchpad", { input: "What?", agent_scratchpad: [], steps: [] }, "What?"],
  ["an input that is empty beside a question", { input: "", question: "What?" }, "What?"],
  ["a query", { query: "What?" }, "What?"],
  ["a prompt", { prompt: "What?" }, "What?"],
  ["a text", { text: "What?" }, "What?"],
  ["a message as text", { message: "What?" }, "What?"],
  ["a message", { message: new HumanMessage("What?") }, "What?"],
  ["a list of messages", { input: [...history, new HumanMessage("What?")] }, "What?"],
  ["a graph's messages", { messages: [new SystemMessage("Be brief"), ...history, new HumanMessage("What?")] }, "What?"],
  [
    "plain messages",
    {
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: "What?" },
      ],
    },
    "What?",
  ],
  [
    "pairs",
    {
      messages: [
        ["system", "Be brief"],
        ["human", "What?"],
      ],
    },
    "What?",
  ],
  ["one pair", { messages: ["human", "What?"] }, "What?"],
  ["a messages key with a string", { messages: "What?" }, "What?"],
  ["a list with one string", { messages: ["What?"] }, "What?"],
  [
    "messages that end on a tool's answer",
    { messages: [new HumanMessage("What?"), new AIMessage(""), new ToolMessage({ content: "x", tool_call_id: "1" })] },
    "What?",
  ],
  ["a bare message", new HumanMessage("What?"), "What?"],
  [
    "a message of parts",
    { messages: [new HumanMessage({ content: [{ type: "text", text: "What is this?" }, image] })] },
    "What is this?\n[image]",
  ],
  ["content parts", { input: [{ type: "text", text: "What is this?" }, image] }, "What is this?\n[image]"],
  ["records that have a type of their own", { input: [{ type: "expense" }, { type: "expense" }] }, undefined],
  ["an image alone", { input: [image] }, "[image]"],
  ["a chat prompt value", new ChatPromptValue([new SystemMessage("Be brief"), new HumanMessage("What?")]), "What?"],
  ["a string prompt value", new StringPromptValue("What?"), "What?"],
  ["an input inside an input", { input: { question: "What?", language: "en" } }, "What?"],
  ["a form with one text", { topic: "bears", count: 3 }, "bears"],
  ["a form with several texts", { language: "en", topic: "bears" }, undefined],
  ["a list of messages under a key of its own", { conversation: [...history, new HumanMessage("What?")] }, "What?"],
  ["a generic message", { messages: [new ChatMessage("What?", "user")] }, "What?"],
  ["a resumed graph", new Command({ resume: "Yes, send it." }), "Yes, send it."],
  ["a resumed graph with an object", new Command({ resume: { approved: true } }), '{"approved":true}'],
  ["a graph sent an update", new Command({ update: { messages: [new HumanMessage("What?")] } }), "What?"],
  ["an answer only", new AIMessage("Hello!"), undefined],
  ["nothing", { input: null }, undefined],
  ["an empty stream input", { input: "" }, ""],
  ["a number", { input: 42 }, "42"],
];

for (const [name, input, expected] of inputs) {
  test(`the user's words are found in ${name}`, () => expect(chooseInput(input)).toBe(expected));
}

const question = { input: "What?" };
const outputs: [string, unknown, unknown, string | undefined][] = [
  ["a string", { output: "That." }, question, "That."],
  ["a message", new AIMessage("That."), question, "That."],
  ["a message chunk of parts", new AIMessageChunk({ content: [{ type: "text", text: "That." }] }), question, "That."],
  [
    "an answer beside its context",
    { input: "What?", context: [{ pageContent: "x" }], answer: "That." },
    question,
    "That.",
  ],
  ["an agent's output", { input: "What?", output: "That.", intermediateSteps: [] }, question, "That."],
  ["a text key", { text: "That.", sourceDocuments: [] }, question, "That."],
  ["a result", { result: "That." }, question, "That."],
  ["a response", { response: "That." }, question, "That."],
  ["an answer that is a message", { answer: new AIMessage("That.") }, question, "That."],
  [
    "a graph's messages",
    { messages: [...history, new HumanMessage("What?"), new AIMessage("That.")] },
    { messages: [...history, new HumanMessage("What?")] },
    "That.",
  ],
  [
    "a supervisor's graph, whose agent's answer is handed on as a human message in the agent's name",
    {
      messages: [
        new HumanMessage("What?"),
        new AIMessage("Wait."),
        new HumanMessage({ content: "That.", name: "bob" }),
      ],
    },
    { messages: [new HumanMessage("What?")] },
    "That.",
  ],
  [
    "messages of users that have names",
    {
      messages: [new HumanMessage({ content: "Hi", name: "anna" }), new AIMessage("That."), new HumanMessage("What?")],
    },
    { messages: [new HumanMessage("What?")] },
    undefined,
  ],
  ["a graph that did not answer", { messages: [...history, new HumanMessage("What?")] }, question, undefined],
  [
    "a graph whose tool returns directly",
    {
      messages: [
        new HumanMessage("What?"),
        new AIMessage("I look."),
        new ToolMessage({ content: "x", tool_call_id: "1" }),
      ],
    },
    question,
    "x",
  ],
  [
    "a structured response",
    { messages: [new HumanMessage("What?"), new AIMessage("")], structuredResponse: { a: 1 } },
    question,
    '{"a":1}',
  ],
  [
    "a structured response that came by a tool",
    {
      messages: [new HumanMessage("What?"), new ToolMessage({ content: "x", tool_call_id: "1" })],
      structuredResponse: { a: 1 },
    },
    question,
    '{"a":1}',
  ],
  [
    "a structured response that its agent announces in words of its own",
    {
      messages: [new HumanMessage("What?"), new AIMessage('Returning structured response: {"a":1}')],
      structuredResponse: { a: 1 },
    },
    question,
    '{"a":1}',
  ],
  [
    "a structured response beside the model's own words",
    { messages: [new HumanMessage("What?"), new AIMessage("That.")], structuredResponse: { a: 1 } },
    question,
    "That.",
  ],
  ["a structured value", { city: "Rome", degrees: 21 }, question, '{"city":"Rome","degrees":21}'],
  ["a list", { output: ["a", "b"] }, question, '["a","b"]'],
  [
    "a list of records that have a type of their own",
    { output: [{ type: "expense", amount: 3 }] },
    question,
    '[{"type":"expense","amount":3}]',
  ],
  [
    "the content of a message, streamed in pieces",
    {
      output: [
        { type: "text", text: "Th" },
        { type: "text", text: "at." },
      ],
    },
    question,
    "That.",
  ],
  ["a list of one string", { output: ["That."] }, question, "That."],
  ["one key", { joke: "Ha." }, { topic: "bears" }, "Ha."],
  ["what is new in a state", { topic: "bears", joke: "Ha.", count: 1 }, { topic: "bears" }, "Ha."],
  [
    "what is new in a state whose question was rewritten on the way",
    { question: "When does the shop open?", generation: "At nine.", documents: [{ pageContent: "x" }] },
    { question: "When?" },
    "At nine.",
  ],
  [
    "messages under a key of their own",
    { topic: "bears", chat: [new HumanMessage("What?"), new AIMessage("That.")] },
    { topic: "bears" },
    "That.",
  ],
  ["one message among other things", { asked: "What?", said: new AIMessage("That.") }, question, "That."],
  [
    "several messages under keys of their own, told as what they say",
    { joke: new AIMessage("Ha."), poem: new AIMessage({ content: [{ type: "text", text: "Oh." }] }) },
    question,
    '{"joke":"Ha.","poem":"Oh."}',
  ],
  ["a number", { output: 42 }, question, "42"],
  ["a boolean", { output: true }, question, "true"],
  ["nothing", {}, question, undefined],
  ["an output of nothing", { output: null }, question, undefined],
  [
    "only tool calls",
    new AIMessage({ content: "", tool_calls: [{ name: "weather", args: { city: "Rome" }, id: "1" }] }),
    question,
    'weather({"city":"Rome"})',
  ],
  [
    "words before a tool call",
    new AIMessage({ content: "I look.", tool_calls: [{ name: "weather", args: { city: "Rome" }, id: "1" }] }),
    question,
    "I look.",
  ],
  [
    "an answer that a provider's own tool found",
    new AIMessage({
      content: [
        { type: "server_tool_use", id: "1", name: "web_search", input: { query: "x" } },
        { type: "web_search_tool_result", tool_use_id: "1", content: [] },
        { type: "text", text: "Th" },
        { type: "text", text: "at." },
      ],
    }),
    question,
    "That.",
  ],
  ["a prompt value", new StringPromptValue("That."), question, "That."],
];

for (const [name, output, input, expected] of outputs) {
  test(`the answer is found in ${name}`, () => {
    expect(chooseOutput(output, input)).toBe(expected);
  });
}

test("a state that is a message shows nobody's question", () => {
  expect(chooseInputOfState(new AIMessage("9 to 17."))).toBeUndefined();
  expect(chooseInputOfState({ messages: [new HumanMessage("What?"), new AIMessage("9 to 17.")] })).toBe("What?");
});
