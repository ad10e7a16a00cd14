/** Rows of a row group, in every peer's file and in the file they are compared with. */
export const GROUP_ROWS = 100_000;
