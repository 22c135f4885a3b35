// Dark or light: the system's choice until a person makes one, which this browser then keeps.

import { type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "dark" | "light";

const storageKey = "nebuly-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const current = signal<Theme>(readTheme());

export const theme: ReadonlySignal<Theme> = current;

/** Shows the theme from now on and follows the system while nothing was chosen. */
export function followTheme(): void {
  system.addEventListener("change", () => show(readTheme()));
  show(current.value);
}

export function toggleTheme(): void {
  const next = current.value === "dark" ? "light" : "dark";
  localStorage.setItem(storageKey, next);
  show(next);
}

function show(next: Theme): void {
  document.documentElement.dataset.theme = next;
  current.value = next;
}

function readTheme(): Theme {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === "dark" || chosen === "light") return chosen;
  return system.matches ? "dark" : "light";
}
