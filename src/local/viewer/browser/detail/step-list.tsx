// The ordered traces of an interaction as a sequence of steps. The wire carries no times per step, so none are shown.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TraceBody } from "../../../../wire/interaction-body.ts";
import { formatCost, formatCount } from "../../format.ts";
import { describeSteps, type Step } from "../../steps.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { StepBody } from "./step-body.tsx";

const manySteps = 4;

export function StepList({ traces }: { readonly traces: readonly TraceBody[] }): JSX.Element {
  const steps = describeSteps(traces);
  const [isAllOpen, setAllOpen] = useState<boolean | undefined>(undefined);
  return (
    <section class="steps" aria-labelledby="steps-title">
      <div class="section-head">
        <h3 id="steps-title">
          Steps <span class="count">{steps.length}</span>
        </h3>
        {steps.length > 0 && (
          <button type="button" class="button small" onClick={() => setAllOpen(isAllOpen !== true)}>
            {isAllOpen === true ? "Close all" : "Open all"}
          </button>
        )}
      </div>
      {steps.length === 0 ? (
        <p class="muted">No step was sent with this interaction: neither a model call nor a retrieval.</p>
      ) : (
        <ol>
          {steps.map((step) => (
            <StepView key={`${step.number} ${isAllOpen}`} step={step} isOpen={isAllOpen ?? steps.length < manySteps} />
          ))}
        </ol>
      )}
    </section>
  );
}

const kinds: Readonly<Record<Step["kind"], { readonly icon: IconName; readonly label: string }>> = {
  model: { icon: "model", label: "Model call" },
  lookup: { icon: "lookup", label: "Tool or retrieval" },
  embedding: { icon: "embedding", label: "Embedding" },
};

function StepView({ step, isOpen: isOpenFirst }: { readonly step: Step; readonly isOpen: boolean }): JSX.Element {
  const [isOpen, setOpen] = useState(isOpenFirst);
  const { icon, label } = kinds[step.kind];
  return (
    <li class={`step ${step.kind}`}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="step-mark" title={label}>
            <Icon name={icon} />
          </span>
          <span class="step-head">
            <span class="step-name">
              <span class="visually-hidden">{`Step ${step.number}, ${label}: `}</span>
              {step.name}
            </span>
            <span class="step-facts">
              {step.tokens !== undefined && <span>{step.tokens}</span>}
              {step.resultCount !== undefined && (
                <span>{step.resultCount === 1 ? "1 result" : `${formatCount(step.resultCount)} results`}</span>
              )}
              {step.cost !== undefined && <span>{formatCost(step.cost)}</span>}
            </span>
            {!isOpen && (
              <span class="step-preview" dir="auto">
                {step.preview}
              </span>
            )}
          </span>
          <span class="step-number" aria-hidden="true">
            {step.number}
          </span>
        </summary>
        {isOpen && <StepBody step={step} />}
      </details>
    </li>
  );
}
