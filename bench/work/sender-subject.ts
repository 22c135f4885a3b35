// What a subject of the sender benchmark does, and the event that all of them send.

import { answerMark, questionMark } from "../harness/work.ts";

export interface SenderEvent {
  readonly endUser: string;
  readonly input: string;
  readonly output: string;
  readonly messages: readonly { readonly role: "system" | "user"; readonly content: string }[];
  readonly timeStart: Date;
  readonly timeEnd: Date;
}

export interface SenderSubject {
  send(event: SenderEvent): void;
  /** Resolves when all is delivered. */
  flush(): Promise<void>;
}

interface SubjectModule {
  createSubject(sinkUrl: string): SenderSubject | Promise<SenderSubject>;
}

const system = "Answer from what the shop's pages say, and from nothing else. ".repeat(12);
const answer = "We are open from nine to five on weekdays and till noon on Saturdays. ".repeat(8);

/** An event of about 2 kB, one chat call in it. */
export function createEvent(run: number): SenderEvent {
  const input = `When is the shop open, asked as ${questionMark(run)} today?`;
  return {
    endUser: `user-${run % 100}`,
    input,
    output: `${answer}${answerMark(run)}`,
    messages: [
      { role: "system", content: system },
      { role: "user", content: input },
    ],
    timeStart: new Date(1_700_000_000_000 + run),
    timeEnd: new Date(1_700_000_001_000 + run),
  };
}

export async function loadSenderSubject(url: string, sinkUrl: string): Promise<SenderSubject> {
  // Which subject is only known at run time; its module holds to the interface.
  const module: SubjectModule = await import(url);
  return module.createSubject(sinkUrl);
}
