// Cost and tokens by model.

import type { JSX } from "preact";
import { formatCost, formatCount } from "../../format.ts";
import type { Group } from "../api/aggregates.ts";
import { Loading } from "../ui/loading.tsx";
import { ScrollArea } from "../ui/scroll-area.tsx";

export function ModelTable({ models }: { readonly models: readonly Group[] | undefined }): JSX.Element {
  const dearest = Math.max(1, ...(models ?? []).map((model) => model.cost));
  return (
    <section class="card models">
      <h2>Models</h2>
      {models === undefined ? (
        <Loading subject="models" />
      ) : models.length === 0 ? (
        <p class="muted">No step named a model.</p>
      ) : (
        <ScrollArea class="table-scroll" label="Models as a table">
          <table>
            <caption class="visually-hidden">Interactions, tokens and cost by model</caption>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Interactions</th>
                <th scope="col">Tokens in</th>
                <th scope="col">Tokens out</th>
                <th scope="col">Cost</th>
                <td class="bar-cell" />
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <tr key={model.name}>
                  <th scope="row" title={model.name}>
                    {model.name}
                  </th>
                  <td>{formatCount(model.interactions)}</td>
                  <td>{model.inputTokens > 0 ? formatCount(model.inputTokens) : "–"}</td>
                  <td>{model.outputTokens > 0 ? formatCount(model.outputTokens) : "–"}</td>
                  <td>{model.cost > 0 ? formatCost(model.cost) : "–"}</td>
                  <td class="bar-cell">
                    <span class="bar-track" aria-hidden="true">
                      <span class="bar-fill" style={{ width: `${(100 * model.cost) / dearest}%` }} />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}
