// The short name of a failed request, safe to log: a code such as `ECONNREFUSED`, never a message.

const codePattern = /^[A-Z][A-Z0-9_]{1,60}$/;
const namePattern = /^[A-Za-z]{1,60}$/;

/** Looks for a code on the error and on what caused it; the error's name stands in for a missing one. */
export function errorCode(error: unknown): string {
  let name = "unknown";
  for (let depth = 0, at: unknown = error; depth < 4 && at instanceof Error; depth += 1, at = at.cause) {
    const code: unknown = Reflect.get(at, "code");
    if (typeof code === "string" && codePattern.test(code)) return code;
    if (depth === 0 && namePattern.test(at.name)) name = at.name;
  }
  return name;
}
