// Gives every visitor a cookie, in place of a log-in, so that his turns are told apart from others'.

import { type NextRequest, NextResponse } from "next/server";

export function proxy(request: NextRequest): NextResponse {
  const response = NextResponse.next();
  if (!request.cookies.has("visitor")) {
    response.cookies.set("visitor", `visitor-${crypto.randomUUID()}`, { httpOnly: true, sameSite: "lax" });
  }
  return response;
}

export const config: { matcher: string } = { matcher: "/" };
