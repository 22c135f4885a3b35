import { vi } from "vitest";
import { testInterleavedRequests } from "./interleaved-requests.ts";

// Hoisted above the imports: LangChain finds it when it is loaded.
vi.hoisted(() => {
  process.env.LANGCHAIN_CALLBACKS_BACKGROUND = "false";
});

testInterleavedRequests({ isBackground: false });
