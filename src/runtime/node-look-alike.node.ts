// Whether what runs us is Node itself, or another that brings Node's modules along.

/** Deno or Bun: their own fetch knows the proxies, the certificates and the permissions of the machine, their node:net does not. */
export const isNodeLookAlike: boolean = ["Deno", "Bun"].some((name) => Reflect.has(globalThis, name));
