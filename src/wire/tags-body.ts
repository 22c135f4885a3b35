// The body of tags that come after their interaction. Its schema stands in tags-body-schema.ts.

/** Body of `POST /event-ingestion/api/v2/events/tags`; merged into the tags that are already there. */
export interface TagsBody {
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: {
    readonly end_user: string;
    readonly time_start: string;
    readonly input?: string;
    readonly output?: string;
  };
}

/** Late tags with every default applied. */
export interface ResolvedTags {
  readonly endUser: string;
  /** ISO 8601: the `time_start` that was sent with the interaction. */
  readonly timeStart: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly output?: string;
}

/** Maps late tags to their body. */
export function toTagsBody(late: ResolvedTags): TagsBody {
  return {
    tags: late.tags,
    metadata: {
      end_user: late.endUser,
      time_start: late.timeStart,
      ...(late.input !== undefined && { input: late.input }),
      ...(late.output !== undefined && { output: late.output }),
    },
  };
}
