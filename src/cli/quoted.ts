/** A word as a POSIX shell takes it, so that a command in a message can be pasted. */
export const quoted = (word: string) =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
