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
  if (major === 5) return everyMajor;
  if (major === 6) {
    // Both majors loaded in one process share the registry: 6 then calls what was registered for 7.
    const callOptions = (client: Nebuly): object => ({
      experimental_telemetry: { isEnabled: true, integrations: [nebulyTelemetry({ client })] },
    });
    const wrap: WayIn["wrap"] = (model, client) => observeModel(model, { client });
    return [...everyMajor, { name: "observeModel beside 7's telemetry", wrap, callOptions }];
  }
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
