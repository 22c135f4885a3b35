// Messages of every provider and content version as role and text, and the tokens that a result tells of.

import {
  AIMessage,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { expect, test } from "vitest";
import { messageWords, toMessage } from "../../src/langchain/read-message.ts";
import { readTokenUsage } from "../../src/langchain/token-usage.ts";

const base64 = "iVBORw0KGgoAAAANSUhEUgAAAAUA";
const call = { name: "weather", args: { city: "Rome" }, id: "1", type: "tool_call" as const };

const messages: [string, unknown, { role: string; content: string } | undefined][] = [
  ["a human message", new HumanMessage("Hi"), { role: "user", content: "Hi" }],
  ["an AI message", new AIMessage("Hello"), { role: "assistant", content: "Hello" }],
  ["a system message", new SystemMessage("Be brief"), { role: "system", content: "Be brief" }],
  [
    "a tool message",
    new ToolMessage({ content: "21", tool_call_id: "1", name: "weather" }),
    { role: "tool", content: "21" },
  ],
  ["a function message", new FunctionMessage({ content: "21", name: "weather" }), { role: "tool", content: "21" }],
  ["a generic message", new ChatMessage("Hi", "assistant"), { role: "assistant", content: "Hi" }],
  ["a generic message of a role unheard of", new ChatMessage("Hi", "critic"), { role: "user", content: "Hi" }],
  ["a removal", new RemoveMessage({ id: "1" }), undefined],
  ["plain properties", { role: "developer", content: "Be brief" }, { role: "system", content: "Be brief" }],
  ["plain properties by type", { type: "human", content: "Hi" }, { role: "user", content: "Hi" }],
  ["a pair", ["ai", "Hello"], { role: "assistant", content: "Hello" }],
  ["a string", "Hi", { role: "user", content: "Hi" }],
  [
    "tool calls",
    new AIMessage({ content: "I look.", tool_calls: [call] }),
    { role: "assistant", content: 'I look.\nweather({"city":"Rome"})' },
  ],
  [
    "tool calls in OpenAI's shape",
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }],
    },
    { role: "assistant", content: 'weather({"city":"Rome"})' },
  ],
  [
    "broken tool calls",
    new AIMessage({ content: "", invalid_tool_calls: [{ name: "weather", args: "{city", id: "1" }] }),
    { role: "assistant", content: "weather({city)" },
  ],
  [
    "a legacy function call",
    new AIMessage({ content: "", additional_kwargs: { function_call: { name: "weather", arguments: "{}" } } }),
    { role: "assistant", content: "weather({})" },
  ],
  [
    "Anthropic's tool use, which repeats its tool calls",
    new AIMessage({
      content: [
        { type: "text", text: "I look." },
        { type: "tool_use", id: "1", name: "weather", input: { city: "Rome" } },
      ],
      tool_calls: [call],
    }),
    { role: "assistant", content: 'I look.\nweather({"city":"Rome"})' },
  ],
  [
    "several OpenAI images",
    new HumanMessage({
      content: [
        { type: "text", text: "Compare" },
        { type: "image_url", image_url: { url: `data:image/png;base64,${base64}` } },
        { type: "image_url", image_url: "https://example.com/a.png" },
      ],
    }),
    { role: "user", content: "Compare\n[image]\n[image]" },
  ],
  [
    "v0 blocks",
    {
      role: "user",
      content: [
        { type: "image", source_type: "base64", mime_type: "image/png", data: base64 },
        { type: "audio", source_type: "base64", mime_type: "audio/wav", data: base64 },
        {
          type: "file",
          source_type: "base64",
          mime_type: "application/pdf",
          data: base64,
          metadata: { filename: "a.pdf" },
        },
        { type: "text", source_type: "text", text: "Hi" },
      ],
    },
    { role: "user", content: "[image]\n[audio]\n[file: a.pdf]\nHi" },
  ],
  [
    "v1 blocks",
    new HumanMessage({
      contentBlocks: [
        { type: "text", text: "Hi" },
        { type: "image", mimeType: "image/png", data: base64 },
        { type: "audio", url: "https://example.com/a.wav" },
        { type: "video", fileId: "v" },
        { type: "file", mimeType: "application/pdf", data: base64 },
      ],
    }),
    { role: "user", content: "Hi\n[image]\n[audio]\n[video]\n[file: application/pdf]" },
  ],
  [
    "Anthropic's blocks",
    {
      role: "user",
      content: [
        { type: "image", source: { type: "base64", media_type: "image/png", data: base64 } },
        { type: "document", title: "Terms", source: { type: "base64", media_type: "application/pdf", data: base64 } },
        { type: "text", text: "Hi", cache_control: { type: "ephemeral" } },
      ],
    },
    { role: "user", content: "[image]\n[file: Terms]\nHi" },
  ],
  [
    "Google's parts",
    {
      role: "user",
      content: [
        { type: "media", mimeType: "video/mp4", data: base64 },
        { inlineData: { mimeType: "image/png", data: base64 } },
        { fileData: { mimeType: "application/pdf", fileUri: "gs://a" } },
        { type: "text", text: "Hi" },
      ],
    },
    { role: "user", content: "[video]\n[image]\n[file: application/pdf]\nHi" },
  ],
  [
    "OpenAI's audio and file input",
    {
      role: "user",
      content: [
        { type: "input_audio", input_audio: { data: base64, format: "wav" } },
        { type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${base64}` } },
      ],
    },
    { role: "user", content: "[audio]\n[file: a.pdf]" },
  ],
  [
    "thinking, which the user never sees",
    new AIMessage({
      content: [
        { type: "thinking", thinking: "Hmm" },
        { type: "reasoning", reasoning: "Hmm" },
        { type: "redacted_thinking", data: "x" },
        { type: "text", text: "That." },
      ],
    }),
    { role: "assistant", content: "That." },
  ],
  [
    "Bedrock's reasoning, and marks for its cache",
    new AIMessage({
      content: [
        { type: "reasoning_content", reasoningText: { text: "Hmm", signature: "x" } },
        { type: "reasoning_content", redactedContent: base64 },
        { type: "text", text: "That." },
        { type: "cache_point", cachePoint: { type: "default" } },
      ],
    }),
    { role: "assistant", content: "That." },
  ],
  [
    "a refusal",
    new AIMessage({ content: [{ type: "refusal", refusal: "I can't." }] }),
    { role: "assistant", content: "I can't." },
  ],
  [
    "a refusal beside empty content, as OpenAI's Responses tell it",
    new AIMessage({ content: [], additional_kwargs: { refusal: "I can't." } }),
    { role: "assistant", content: "I can't." },
  ],
  [
    "an answer that was spoken",
    new AIMessage({ content: "", additional_kwargs: { audio: { id: "1", data: base64, transcript: "At nine." } } }),
    { role: "assistant", content: "At nine." },
  ],
  [
    "a tool's answer of parts",
    new ToolMessage({
      content: [
        { type: "text", text: "A chart" },
        { type: "image", source_type: "base64", data: base64, mime_type: "image/png" },
      ],
      tool_call_id: "1",
    }),
    { role: "tool", content: "A chart\n[image]" },
  ],
  [
    "a tool's answer of records, whose type is their own",
    new ToolMessage({ content: [{ type: "flight", price: 90 }], tool_call_id: "1" }),
    { role: "tool", content: '[{"type":"flight","price":90}]' },
  ],
  [
    "a tool's answer of a file",
    new ToolMessage({ content: [{ type: "file", mimeType: "application/pdf", data: base64 }], tool_call_id: "1" }),
    { role: "tool", content: "[file: application/pdf]" },
  ],
  [
    "server tool calls",
    new AIMessage({
      content: [
        { type: "server_tool_use", id: "1", name: "web_search", input: { query: "x" } },
        { type: "text", text: "Found." },
      ],
    }),
    { role: "assistant", content: 'web_search({"query":"x"})\nFound.' },
  ],
  [
    "an answer that was streamed in pieces, as Anthropic's with thinking and Gemini's are",
    new AIMessage({
      content: [
        { type: "thinking", thinking: "Hmm" },
        { type: "text", text: "Open " },
        { type: "text", text: "from ni" },
        { type: "text", text: "ne." },
      ],
    }),
    { role: "assistant", content: "Open from nine." },
  ],
  [
    "an answer whose parts are split by citations, between a server tool's call and its result",
    new AIMessage({
      content: [
        { type: "text", text: "I search." },
        { type: "server_tool_use", id: "1", name: "web_search", input: { query: "x" } },
        { type: "web_search_tool_result", tool_use_id: "1", content: [] },
        { type: "text", text: "Open " },
        { type: "text", text: "from nine", citations: [{ type: "web_search_result_location", cited_text: "nine" }] },
        { type: "text", text: "." },
      ],
    }),
    {
      role: "assistant",
      content: 'I search.\nweb_search({"query":"x"})\n[web_search_tool_result]\nOpen from nine.',
    },
  ],
  [
    "Anthropic's streamed tool use, whose arguments stand beside it",
    new AIMessage({
      content: [
        { type: "text", text: "I look." },
        { type: "tool_use", id: "1", name: "weather", input: "", index: 1 },
        { type: "input_json_delta", input: '{"city":"Rome"}', index: 1 },
      ],
      tool_calls: [call],
    }),
    { role: "assistant", content: 'I look.\nweather({"city":"Rome"})' },
  ],
  [
    "Gemini's function call, which repeats its tool calls",
    new AIMessage({
      content: [
        { type: "text", text: "I look." },
        { type: "functionCall", functionCall: { name: "weather", args: { city: "Rome" } } },
      ],
      tool_calls: [call],
    }),
    { role: "assistant", content: 'I look.\nweather({"city":"Rome"})' },
  ],
  [
    "a server's tool beside the app's own",
    new AIMessage({
      content: [{ type: "server_tool_use", id: "1", name: "web_search", input: { query: "x" } }],
      tool_calls: [call],
    }),
    { role: "assistant", content: 'web_search({"query":"x"})\nweather({"city":"Rome"})' },
  ],
  [
    "what is left of a streamed server tool: arguments of a call without a name",
    new AIMessage({ content: "Found.", invalid_tool_calls: [{ args: '{"query":"x"}' }] }),
    { role: "assistant", content: "Found." },
  ],
  [
    "Google's thoughts, which are texts with a mark",
    new AIMessage({
      content: [
        { type: "text", text: "Hmm", thought: true },
        { type: "text", text: "That." },
      ],
    }),
    { role: "assistant", content: "That." },
  ],
  [
    "what a provider tells beside its answer",
    new AIMessage({
      contentBlocks: [
        { type: "non_standard", value: { id: "1" } },
        { type: "text", text: "That." },
      ],
    }),
    { role: "assistant", content: "That." },
  ],
  [
    "a user's message in several texts",
    new HumanMessage({
      content: [
        { type: "text", text: "Summarize" },
        { type: "text", text: "A long text" },
      ],
    }),
    { role: "user", content: "Summarize\nA long text" },
  ],
];

for (const [name, message, expected] of messages) {
  test(`${name} becomes role and text`, () => {
    const converted = toMessage(message);
    expect(converted).toEqual(expected);
    expect(JSON.stringify(converted ?? "")).not.toContain(base64);
  });
}

test("the words of a message leave its tool calls out", () => {
  expect(messageWords(new AIMessage({ content: "I look.", tool_calls: [call] }))).toBe("I look.");
});

test("the words of a message are LangChain's own text of it, media besides", () => {
  const message = new AIMessage({
    content: [
      { type: "text", text: "I compute. " },
      { type: "executableCode", executableCode: { language: "PYTHON", code: "print(1)" } },
      { type: "codeExecutionResult", codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } },
      { type: "server_tool_use", id: "1", name: "web_search", input: {} },
      { type: "web_search_tool_result", tool_use_id: "1", content: [] },
      { type: "server_tool_call_result", toolCallId: "1", output: { urls: [] } },
      { type: "input_json_delta", input: "{}" },
      { type: "text", text: "It is " },
      { type: "text", text: "one." },
    ],
  });
  expect(messageWords(message)).toBe(message.text);
  const drawn = new AIMessage({
    content: [
      { type: "image", mimeType: "image/png", data: base64 },
      { type: "text", text: "A cat." },
    ],
  });
  expect(messageWords(drawn)).toBe("[image]\nA cat.");
});

const usage = { input_tokens: 100, output_tokens: 20, total_tokens: 120 };
const result = (message: object, rest: object = {}): object => ({
  generations: [[{ text: "", message, ...rest }]],
});

const usages: [string, object, { inputTokens?: number; outputTokens?: number }][] = [
  [
    "usage_metadata, cached and reasoning tokens counted in",
    result({
      usage_metadata: { ...usage, input_token_details: { cache_read: 80 }, output_token_details: { reasoning: 15 } },
    }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "usage_metadata before the token usage that is made from it",
    {
      ...result({ usage_metadata: usage }),
      llmOutput: { tokenUsage: { promptTokens: 1, completionTokens: 1 } },
    },
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "llmOutput.tokenUsage",
    { generations: [[{ text: "x" }]], llmOutput: { tokenUsage: { promptTokens: 100, completionTokens: 20 } } },
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "llmOutput.estimatedTokenUsage, as promptTokens",
    { generations: [[{ text: "x" }]], llmOutput: { estimatedTokenUsage: { promptTokens: 100, completionTokens: 20 } } },
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "llmOutput.estimatedTokenUsage, as input_tokens",
    { generations: [[{ text: "x" }]], llmOutput: { estimatedTokenUsage: usage } },
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Anthropic's raw usage, whose cached input stands beside",
    {
      generations: [[{ text: "x" }]],
      llmOutput: {
        usage: { input_tokens: 20, cache_read_input_tokens: 70, cache_creation_input_tokens: 10, output_tokens: 20 },
      },
    },
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "response_metadata.usage",
    result({ response_metadata: { usage: { prompt_tokens: 100, completion_tokens: 20 } } }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "response_metadata.token_usage",
    result({ response_metadata: { token_usage: { prompt_tokens: 100, completion_tokens: 20 } } }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "generationInfo.usage_metadata",
    result({}, { generationInfo: { usage_metadata: usage } }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Bedrock's invocation metrics",
    result({
      response_metadata: { "amazon-bedrock-invocationMetrics": { inputTokenCount: 100, outputTokenCount: 20 } },
    }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Ollama's counts",
    result({ response_metadata: { prompt_eval_count: 100, eval_count: 20 } }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Gemini's counts, whose thoughts are in the total only",
    result({
      usage_metadata: {
        input_tokens: 100,
        output_tokens: 8,
        total_tokens: 120,
        input_token_details: { cache_read: 3 },
      },
    }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Grok's counts, whose reasoning is told and in the total only",
    result({
      usage_metadata: {
        input_tokens: 100,
        output_tokens: 8,
        total_tokens: 120,
        output_token_details: { reasoning: 12 },
      },
    }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Google's counts with a tool's prompt in the total, which is no output",
    result({
      usage_metadata: {
        input_tokens: 100,
        output_tokens: 20,
        total_tokens: 150,
        output_token_details: { reasoning: 12 },
      },
    }),
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    "Bedrock's counts of an older version, whose cached input is in the total only",
    result({
      usage_metadata: { input_tokens: 20, output_tokens: 20, total_tokens: 120 },
      response_metadata: { usage: { inputTokens: 20, outputTokens: 20, totalTokens: 120, cacheReadInputTokens: 80 } },
    }),
    { inputTokens: 20, outputTokens: 20 },
  ],
  ["nothing", result(new AIMessage("x")), {}],
  ["zeros and nonsense", result({ usage_metadata: { input_tokens: 0, output_tokens: Number.NaN } }), {}],
];

for (const [name, given, expected] of usages) {
  test(`tokens are read from ${name}`, () => expect(readTokenUsage(given)).toEqual(expected));
}

test("several generations of one request share its usage and do not double it", () => {
  const message = (): object => ({ usage_metadata: usage });
  const generations = [
    [
      { text: "a", message: message() },
      { text: "b", message: message() },
    ],
  ];
  expect(readTokenUsage({ generations })).toEqual({ inputTokens: 100, outputTokens: 20 });
  expect(
    readTokenUsage({ generations, llmOutput: { tokenUsage: { promptTokens: 100, completionTokens: 40 } } }),
  ).toEqual({
    inputTokens: 100,
    outputTokens: 40,
  });
});
