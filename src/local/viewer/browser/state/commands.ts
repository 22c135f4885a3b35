// The keyboard: keys to commands, wherever the focus is, except where a person writes.

import { type Signal, signal } from "@preact/signals";
import { closeConversation, closeDetail, navigate, route } from "./route.ts";

/** `enter` goes to the first row from outside the list, and opens nothing. */
export type ListCommand = "enter" | "next" | "previous" | "page-down" | "page-up" | "first" | "last";

/** Whether the help is shown. */
export const isHelpOpen: Signal<boolean> = signal(false);

/** The list that is on the page, if there is one. */
const listeners = new Set<(command: ListCommand) => void>();

/** Gives the list its commands; returns the removal. */
export function onListCommand(listener: (command: ListCommand) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Listens to keys from now on. */
export function followKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return leave(event);
    if (isHelpOpen.value) return;
    const isHandled = isWriting(event.target) ? leaveSearchBox(event) : act(event);
    if (isHandled) event.preventDefault();
  });
}

const listKeys: Readonly<Record<string, ListCommand>> = {
  j: "next",
  k: "previous",
  ArrowDown: "next",
  ArrowUp: "previous",
  PageDown: "page-down",
  PageUp: "page-up",
  Home: "first",
  End: "last",
};

/** Whether the key meant something. */
function act(event: KeyboardEvent): boolean {
  const command = listKeys[event.key];
  // Inside the detail, arrows scroll what is read; j and k go on to the next interaction.
  const isReading = event.target instanceof Element && event.target.closest(".detail, dialog, details") !== null;
  if (command !== undefined && (!isReading || event.key === "j" || event.key === "k")) {
    return tell(command);
  }
  switch (event.key) {
    case "/":
      document.querySelector<HTMLElement>("#search")?.focus();
      return true;
    case "?":
      isHelpOpen.value = true;
      return true;
    case "o":
      navigate(({ search, range }) => ({ page: "overview", search, range }));
      return true;
    case "i":
      navigate((current) => ({ ...current, page: "interactions" }));
      return true;
    default:
      return false;
  }
}

function leave(event: KeyboardEvent): void {
  if (isHelpOpen.value) isHelpOpen.value = false;
  else if (isWriting(event.target) && event.target instanceof HTMLElement) event.target.blur();
  else if (route.value.conversation !== undefined) closeConversation();
  else if (route.value.interaction !== undefined) closeDetail();
}

/** From what was typed, the arrow goes on to what was found. */
function leaveSearchBox({ key, target }: KeyboardEvent): boolean {
  return key === "ArrowDown" && target instanceof Element && target.id === "search" && tell("enter");
}

/** Whether there was a list to tell. */
function tell(command: ListCommand): boolean {
  for (const listener of listeners) listener(command);
  return listeners.size > 0;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}
