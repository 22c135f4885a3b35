"use server";

import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";
import { observeModel } from "nebuly/ai-sdk";
import { withInteraction } from "nebuly/next";
import { redirect } from "next/navigation";

const model = observeModel(openai("gpt-5-mini"));

async function answer(form: FormData): Promise<string> {
  const { text } = await generateText({ model, prompt: String(form.get("question")) });
  return text;
}

export const ask = withInteraction((_previous: string, form: FormData) => answer(form), {
  identify: (_previous, form) => ({ endUser: String(form.get("user")), tags: { how: "action" } }),
});

export const askAndGo = withInteraction(
  async (form: FormData): Promise<void> => {
    redirect(`/ask/done?answer=${encodeURIComponent(await answer(form))}`);
  },
  (form) => ({ endUser: String(form.get("user")), tags: { how: "redirect" } }),
);
