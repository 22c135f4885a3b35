// Where the viewer's own files and its change feed lie, for the server and the page alike.

export const viewerScriptPath = "/viewer/viewer.js";
export const viewerStylePath = "/viewer/viewer.css";
export const viewerIconPath = "/viewer/icon.svg";
export const viewerChangesPath = "/viewer/changes";
