// The page's HTML: an empty frame that loads the script and the style. It carries no data and no key.

import { viewerIconPath, viewerScriptPath, viewerStylePath } from "./viewer-paths.ts";

export const viewerPage: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>nebuly</title>
<link rel="icon" href="${viewerIconPath}" type="image/svg+xml">
<link rel="stylesheet" href="${viewerStylePath}">
<script type="module" src="${viewerScriptPath}"></script>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. The same data: POST /api/external/get-interactions.</noscript>
</body>
</html>
`;

export const viewerIcon: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#5b3df5"/><path d="M9 23V9l14 14V9" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
