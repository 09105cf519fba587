import type { Place } from '../course/exercise.ts';

export const isSame = (a: Place, b: Place): boolean => a.file === b.file && a.line === b.line;
