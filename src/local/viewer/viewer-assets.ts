// The viewer's script and style as texts. From source they are bundled when first asked for; in the package, the build has
// put the finished texts in this module's place (tsdown.config.ts).

export interface ViewerAssets {
  readonly script: string;
  readonly style: string;
}

export async function loadViewerAssets(): Promise<ViewerAssets> {
  const { bundleViewer } = await import("./bundle-viewer.ts");
  return bundleViewer();
}
