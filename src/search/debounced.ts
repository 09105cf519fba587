/** Calls `doing` when nothing more came for `ms` milliseconds. */
export function debounced(doing: () => void, ms: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(doing, ms);
  };
}
