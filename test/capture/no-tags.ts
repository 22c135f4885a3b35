// No tags at all, as `toMatchObject` must be told: an empty object fits any tags there.
import { expect } from "vitest";

export const noTags: unknown = expect.toSatisfy((tags: object) => Object.keys(tags).length === 0);
