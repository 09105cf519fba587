/** One sentence on a guess: what was found, what was marked without need. */
export function scoreLines(marked: readonly number[], holes: readonly number[]): string {
  if (marked.length === 0) return 'You marked nothing, as most reviews of working code do.';
  const found = holes.filter((line) => marked.includes(line)).length;
  const extra = marked.length - found;
  const first =
    found === holes.length
      ? `You found all ${holes.length}`
      : found === 0
        ? `None of your lines is among the ${holes.length}`
        : `You found ${found} of ${holes.length}`;
  const second =
    extra === 0 || found === 0
      ? ''
      : `; ${extra === 1 ? 'one line that you marked is' : `${extra} lines that you marked are`} fine`;
  return `${first}${second}.`;
}
