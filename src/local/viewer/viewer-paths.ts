// Where the viewer's own files, its change feed and its own answers lie, for the server and the page alike.

export const viewerScriptPath = "/viewer/viewer.js";
export const viewerStylePath = "/viewer/viewer.css";
export const viewerIconPath = "/viewer/icon.svg";
export const viewerChangesPath = "/viewer/changes";
export const viewerInteractionsPath = "/viewer/interactions";

export function viewerInteractionPath(id: string): string {
  return `${viewerInteractionsPath}/${encodeURIComponent(id)}`;
}

export function viewerPayloadPath(id: string): string {
  return `${viewerInteractionPath(id)}/payload`;
}
