// What the visitor thinks of an answer. The platform finds the interaction by visitor, question and answer.

import { nebuly } from "nebuly";
import { z } from "zod";
import { readVisitor } from "../../../lib/turn-options.ts";

const feedbackSchema = z.object({
  slug: z.enum(["thumbs_up", "thumbs_down", "copy_output", "regenerate"]),
  input: z.string(),
  output: z.string(),
});

export async function POST(request: Request): Promise<Response> {
  const parsed = feedbackSchema.safeParse(await request.json());
  if (!parsed.success) return Response.json({ error: "This is no feedback." }, { status: 400 });
  const { slug, input, output } = parsed.data;
  await nebuly().feedback({
    slug,
    endUser: readVisitor(request),
    input,
    output,
    ...(slug === "copy_output" && { text: output }),
  });
  return new Response(null, { status: 204 });
}
