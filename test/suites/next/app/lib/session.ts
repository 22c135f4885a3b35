// Whose turn a request is, as the tests say it.

export function readSession(request: Request): { endUser: string; conversationId: string } {
  return {
    endUser: request.headers.get("x-user") ?? "nobody",
    conversationId: request.headers.get("x-conversation") ?? "none",
  };
}
