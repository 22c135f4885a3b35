import { Command } from "@langchain/langgraph";
import { expect, test } from "vitest";
import { isResume } from "../../src/langchain/graph-resume.ts";

const hostile = new Proxy(
  {},
  {
    ownKeys() {
      throw new Error("hostile");
    },
    getOwnPropertyDescriptor() {
      throw new Error("hostile");
    },
  },
);

test.each<[string, unknown, boolean]>([
  ["a command that resumes", new Command({ resume: "yes" }), true],
  ["a command that resumes with no for an answer", new Command({ resume: false }), true],
  ["a command that resumes with nothing", { lg_name: "Command", resume: null }, false],
  ["a command that goes elsewhere", new Command({ goto: "ask" }), false],
  ["nothing, as LangChain wraps it", { input: null }, true],
  ["what is undefined, as LangChain wraps it", { input: undefined }, true],
  ["a state without an input", {}, false],
  ["a question", { input: "What?" }, false],
  ["a hostile object", hostile, false],
  ["a string", "What?", false],
])("%s resumes a graph or asks something new", (_name, inputs, expected) => {
  expect(isResume(inputs)).toBe(expected);
});
