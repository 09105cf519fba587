/**
 * The learner's files as an app had them made ready, for the apps after it: a grading starts the same files dozens of
 * times, each in a fresh worker, where the parsers are slow.
 */
import type { Source } from '../loader/source.ts';

/** Characters kept; beyond, all begins anew. */
const MOST_CHARACTERS = 2_000_000;

export class ReadyFiles {
  private readonly byPath = new Map<string, Source>();
  private characters = 0;

  get all(): readonly Source[] {
    return [...this.byPath.values()];
  }

  add(sources: readonly Source[]): void {
    for (const source of sources) {
      this.characters += sizeOf(source) - sizeOf(this.byPath.get(source.path));
      this.byPath.set(source.path, source);
    }
    if (this.characters <= MOST_CHARACTERS) return;
    this.byPath.clear();
    this.characters = 0;
  }
}

const sizeOf = (source: Source | undefined): number =>
  source ? source.path.length + source.text.length + source.code.length : 0;
