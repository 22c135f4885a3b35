import type { ReactElement } from "react";
import { Desk } from "../components/desk.tsx";

export default function Page(): ReactElement {
  return <Desk />;
}
