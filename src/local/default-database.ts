// Where a platform keeps its data when nothing else is said: below the current directory.

export const defaultDatabase = ".nebuly/platform.db";
