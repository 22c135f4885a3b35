// A chat model that answers at once, by a rule: what is measured around it costs next to nothing itself.

import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

export interface Answer {
  readonly text: string;
  readonly toolCall?: { readonly name: string; readonly args: Record<string, unknown>; readonly id: string };
}

const usage = { input_tokens: 620, output_tokens: 60, total_tokens: 680 };

export class InstantModel extends BaseChatModel {
  readonly #answer: (messages: readonly BaseMessage[]) => Answer;

  constructor(answer: (messages: readonly BaseMessage[]) => Answer) {
    super({});
    this.#answer = answer;
  }

  override _llmType(): string {
    return "instant";
  }

  override bindTools(): this {
    return this;
  }

  override invocationParams(): Record<string, unknown> {
    return { model: "instant-1", temperature: 0 };
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { text, toolCall } = this.#answer(messages);
    const message = new AIMessage({
      content: text,
      response_metadata: { model_name: "instant-1" },
      ...(toolCall !== undefined && { tool_calls: [{ ...toolCall, type: "tool_call" }] }),
    });
    Object.assign(message, { usage_metadata: usage });
    return { generations: [{ text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const word of this.#answer(messages).text.split(/(?<= )/)) {
      yield await this.#tell(runManager, word, new AIMessageChunk({ content: word }));
    }
    const last = new AIMessageChunk({ content: "", response_metadata: { model_name: "instant-1" } });
    Object.assign(last, { usage_metadata: usage });
    yield new ChatGenerationChunk({ text: "", message: last });
  }

  async #tell(
    runManager: CallbackManagerForLLMRun | undefined,
    text: string,
    message: AIMessageChunk,
  ): Promise<ChatGenerationChunk> {
    const chunk = new ChatGenerationChunk({ text, message });
    await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    return chunk;
  }
}
