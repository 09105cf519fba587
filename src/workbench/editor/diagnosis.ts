/** A remark of the compiler's about a file; offsets in UTF-16 units. */
export interface Diagnosis {
  start: number;
  length: number;
  message: string;
  code: number;
  level: 'error' | 'warning' | 'hint';
  /** Not used anywhere: shown faded. */
  unnecessary: boolean;
}
