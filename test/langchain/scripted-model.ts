// A chat model of LangChain's own base class that answers from a script, tools and token counts included.

import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage, type UsageMetadata } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

export interface ScriptedAnswer {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly args: Record<string, unknown> }[];
  /** Input and output tokens. */
  readonly tokens?: readonly [number, number];
  readonly error?: Error;
}

export type Script = (messages: readonly BaseMessage[]) => ScriptedAnswer | Promise<ScriptedAnswer>;

export class ScriptedModel extends BaseChatModel {
  readonly script: Script;
  model = "scripted-1";

  constructor(script: Script | readonly ScriptedAnswer[]) {
    super({});
    if (typeof script === "function") {
      this.script = script;
      return;
    }
    const answers = [...script];
    this.script = () => answers.shift() ?? { text: "The script is over." };
  }

  override _llmType(): string {
    return "scripted";
  }

  override getLsParams(options: this["ParsedCallOptions"]): ReturnType<BaseChatModel["getLsParams"]> {
    return { ...super.getLsParams(options), ls_model_name: this.model };
  }

  override bindTools(): this {
    return this;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const answer = await this.script(messages);
    if (answer.error !== undefined) throw answer.error;
    const message = withUsage(new AIMessage(toFields(answer)), answer);
    return { generations: [{ text: answer.text ?? "", message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: BaseChatModelCallOptions,
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const answer = await this.script(messages);
    const words = (answer.text ?? "").split(/(?<= )/);
    for (const word of words.filter((one) => one !== "")) {
      const chunk = new ChatGenerationChunk({ text: word, message: new AIMessageChunk({ content: word }) });
      yield chunk;
      await runManager?.handleLLMNewToken(word, undefined, undefined, undefined, undefined, { chunk });
    }
    if (answer.error !== undefined) throw answer.error;
    const last = withUsage(new AIMessageChunk(toFields({ ...answer, text: "" })), answer);
    yield new ChatGenerationChunk({ text: "", message: last });
  }
}

interface MessageFields {
  readonly content: string;
  readonly tool_calls: { name: string; args: Record<string, unknown>; id: string; type: "tool_call" }[];
}

function toFields(answer: ScriptedAnswer): MessageFields {
  return {
    content: answer.text ?? "",
    tool_calls: (answer.toolCalls ?? []).map((call, index) => ({
      ...call,
      id: `${call.name}-${index}`,
      type: "tool_call",
    })),
  };
}

function usageOf({ tokens }: ScriptedAnswer): UsageMetadata | undefined {
  if (tokens === undefined) return undefined;
  return { input_tokens: tokens[0], output_tokens: tokens[1], total_tokens: tokens[0] + tokens[1] };
}

function withUsage<Kind extends AIMessage | AIMessageChunk>(message: Kind, answer: ScriptedAnswer): Kind {
  const usage = usageOf(answer);
  return usage === undefined ? message : Object.assign(message, { usage_metadata: usage });
}
