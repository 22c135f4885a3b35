// The ways into this package, each as what is done to a model and what is added to a call.
import type { Nebuly } from "nebuly";
import { nebulyMiddleware, nebulyTelemetry, observeModel } from "nebuly/ai-sdk";
import type { Major } from "./majors.ts";

export interface WayIn {
  readonly name: string;
  wrap<Model extends object>(model: Model, client: Nebuly): Model;
  /** Options to spread into a call. */
  callOptions(client: Nebuly): object;
}

const nothing = (): object => ({});
const telemetry = (client: Nebuly): object => ({ telemetry: { integrations: [nebulyTelemetry({ client })] } });

/** The ways in that a major has. */
export function waysInto({ major, sdk }: Major): readonly WayIn[] {
  const throughMiddleware = <Model extends object>(model: Model, client: Nebuly): Model =>
    "doStream" in model
      ? (sdk.wrapLanguageModel({ model, middleware: nebulyMiddleware({ client }) }) as Model)
      : observeModel(model, { client });
  const everyMajor: readonly WayIn[] = [
    { name: "observeModel", wrap: (model, client) => observeModel(model, { client }), callOptions: nothing },
    { name: "nebulyMiddleware", wrap: throughMiddleware, callOptions: nothing },
    {
      name: "middleware + observeModel",
      wrap: (model, client) => observeModel(throughMiddleware(model, client), { client }),
      callOptions: nothing,
    },
  ];
  if (major !== 7) return everyMajor;
  return [
    ...everyMajor,
    { name: "nebulyTelemetry", wrap: (model) => model, callOptions: telemetry },
    {
      name: "telemetry + observeModel",
      wrap: (model, client) => observeModel(model, { client }),
      callOptions: telemetry,
    },
  ];
}
