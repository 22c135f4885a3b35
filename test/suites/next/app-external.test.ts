import { describe } from "vitest";
import { testApp } from "./test-app.ts";

describe("an app with the package required from node_modules", () => testApp({ isExternal: true }));
