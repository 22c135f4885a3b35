// The bare model: what the work costs by itself.

import type { AiSubject } from "../../work/ai-subject.ts";

export function createSubject(): AiSubject {
  return { observe: (model) => model, flush: () => Promise.resolve() };
}
