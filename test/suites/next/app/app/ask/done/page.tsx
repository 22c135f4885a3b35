import type { ReactElement } from "react";

export default async function Page({
  searchParams,
}: {
  readonly searchParams: Promise<{ readonly answer?: string }>;
}): Promise<ReactElement> {
  const { answer } = await searchParams;
  return <output>{answer}</output>;
}
