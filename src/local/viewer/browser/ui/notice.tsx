// What stands where there is nothing else to show: what happened, why, and what to do about it.

import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export interface NoticeProps {
  readonly icon: IconName;
  readonly title: string;
  readonly tone?: "neutral" | "bad";
  readonly children?: ComponentChildren;
}

export function Notice({ icon, title, tone = "neutral", children }: NoticeProps): JSX.Element {
  return (
    <div class={`notice ${tone}`} role={tone === "bad" ? "alert" : undefined}>
      <span class="notice-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      <div class="notice-body">{children}</div>
    </div>
  );
}
