// From the name of a model, as the environment gives it, to the model.

import type { AnalystModel } from "./analyst-model.ts";

/**
 * Finds a model by name: `@ai-sdk/openai:gpt-5-mini` takes it from that provider's package, `openai/gpt-5-mini` from the
 * AI SDK's default provider, its gateway. Rejects when the package is not installed or has no such model.
 */
export async function findModel(name: string): Promise<AnalystModel> {
  const colon = name.indexOf(":");
  const model = colon > 0 ? await fromProvider(name.slice(0, colon), name.slice(colon + 1)) : await fromGateway(name);
  if (isAnalystModel(model)) return model;
  throw new Error(`the analyst's model ${name} was not found`);
}

export function isAnalystModel(value: unknown): value is AnalystModel {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "doGenerate") === "function";
}

async function fromProvider(packageName: string, modelId: string): Promise<unknown> {
  const module = await importPackage(packageName);
  // @ai-sdk/openai exports `openai`, @ai-sdk/google-vertex exports `googleVertex` or `vertex`.
  const lastPart = packageName.slice(packageName.lastIndexOf("/") + 1);
  const names = [
    lastPart.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    lastPart.split("-").at(-1),
  ];
  const provider = names.map((name) => (name === undefined ? undefined : Reflect.get(module, name))).find(isFunction);
  return provider?.(modelId);
}

async function fromGateway(modelId: string): Promise<unknown> {
  const given: unknown = Reflect.get(globalThis, "AI_SDK_DEFAULT_PROVIDER");
  const provider = given ?? Reflect.get(await importPackage("ai"), "gateway");
  const languageModel =
    isFunction(provider) || typeof provider === "object" ? Reflect.get(Object(provider), "languageModel") : undefined;
  return isFunction(languageModel) ? languageModel.call(provider, modelId) : undefined;
}

async function importPackage(name: string): Promise<object> {
  try {
    return await import(name);
  } catch (cause) {
    throw new Error(`the analyst's model needs the package ${name}; install it beside nebuly`, { cause });
  }
}

function isFunction(value: unknown): value is (...parameters: unknown[]) => unknown {
  return typeof value === "function";
}
