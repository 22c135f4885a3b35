// Tells the server what the visitor thinks of an answer. Losing one is no reason to trouble him.

export type FeedbackSlug = "thumbs_up" | "thumbs_down" | "copy_output" | "regenerate";

export async function sendFeedback(feedback: {
  readonly slug: FeedbackSlug;
  readonly input: string;
  readonly output: string;
}): Promise<void> {
  try {
    await fetch("/api/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(feedback),
      keepalive: true,
    });
  } catch {
    // The network is away; the answer is still there to read.
  }
}
