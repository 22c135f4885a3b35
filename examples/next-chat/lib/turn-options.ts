// Whose turn a chat request is: the visitor's cookie (see proxy.ts) and the id of the chat.

export async function turnOptions(request: Request): Promise<{ endUser: string; conversationId: string }> {
  // Cloned before the handler reads it: a body can be read only once.
  const { id } = await request.clone().json();
  return { endUser: readVisitor(request), conversationId: id };
}

export function readVisitor(request: Request): string {
  return /(?:^|; )visitor=([\w-]+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "unknown-visitor";
}
