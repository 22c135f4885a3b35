import { describe } from "vitest";
import { testApp } from "./test-app.ts";

describe("an app with the package bundled into the app", () => testApp({ isExternal: false }));
