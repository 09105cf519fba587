/** Something that keeps a grader from being proven. */
export interface Problem {
  /** The rule's file name in `rules/`. */
  rule: string;
  exercise: string;
  /** Path from the project's root. */
  file: string;
  /** What is wrong and the next step, without the file. */
  message: string;
}
