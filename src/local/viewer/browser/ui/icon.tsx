// The icons, drawn on a grid of 16. They are decoration: what they mean stands beside them as text or label.

import type { JSX } from "preact";

const paths = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM14 14l-3.5-3.5",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M9.5 3.5 5 8l4.5 4.5",
  up: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  check: "M3 8.5 6.5 12 13 4.5",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  model: "M8 1.5l1.6 4.4 4.4 1.6-4.4 1.6L8 13.5l-1.6-4.4L2 7.5l4.4-1.6z",
  lookup:
    "M3 3.5C3 2.7 5.2 2 8 2s5 .7 5 1.5S10.8 5 8 5 3 4.3 3 3.5zM3 3.5v9C3 13.3 5.2 14 8 14s5-.7 5-1.5v-9M3 8c0 .8 2.2 1.5 5 1.5S13 8.8 13 8",
  embedding: "M3 3h.01M8 3h.01M13 3h.01M3 8h.01M8 8h.01M13 8h.01M3 13h.01M8 13h.01M13 13h.01",
  chat: "M2 3h12v8H7l-3 3v-3H2z",
  filter: "M2 4h12M4.5 8h7M7 12h2",
  link: "M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5 7.5 13a2.8 2.8 0 0 1-4-4L5 7.5",
  thumbUp: "M5 7v6.5H2.5V7zM5 7l2.5-5c1 0 1.8.8 1.8 1.8V6h3.4c.9 0 1.5.8 1.3 1.7l-1 4.5c-.2.8-.8 1.3-1.6 1.3H5",
  thumbDown:
    "M11 9V2.5h2.5V9zM11 9l-2.5 5c-1 0-1.8-.8-1.8-1.8V10H3.3c-.9 0-1.5-.8-1.3-1.7l1-4.5c.2-.8.8-1.3 1.6-1.3H11",
  comment: "M2 3h12v8H7l-3 3v-3H2zM5 6h6M5 8.5h4",
  star: "M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z",
  help: "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.2c0-1.1.9-1.9 2-1.9s2 .8 2 1.8c0 1.3-2 1.6-2 2.9M8 11.4v.1",
  warning: "M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.8v.1",
  plug: "M5.5 2v3M10.5 2v3M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0zM8 12v2.5",
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10",
  chart: "M2.5 13.5h11M4 11V7.5M8 11V3.5M12 11V6",
  again: "M13 5.5A5.5 5.5 0 1 0 13.5 9M13.5 2.5v3h-3",
  pencil: "M3 13l.6-2.8L10.9 3l2.1 2.1-7.2 7.3z",
  lock: "M3.5 7h9v7h-9zM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
