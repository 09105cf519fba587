/** The key as the page gets it, once a review is handed in: the texts are HTML. */
import type { Place } from '../../course/exercise.ts';
import type { Key } from '../score.ts';

interface Link {
  label: string;
  url: string;
}

export interface PageFinding {
  id: string;
  title: string;
  /** Roughly where it stands. */
  where: string;
  happens: string;
  instead: string;
  standards: Link[];
  read: Link[];
}

export interface PageKey extends Key {
  findings: ReadonlyArray<Key['findings'][number] & PageFinding>;
  decoys: ReadonlyArray<Key['decoys'][number] & { title: string; why: string }>;
  fine: ReadonlyArray<{ lines: Place[]; why: string }>;
}
