/** How a check stands: its word and its icon, so that the colour never says it alone. */
import type { IconName } from '../../components/Icon.tsx';
import type { CheckState } from '../state/grading.ts';

export interface Status {
  icon: IconName;
  word: string;
  look: 'breach' | 'held' | 'pending' | '';
}

export function statusOf({ check, progress, result }: CheckState): Status {
  if (progress === 'running') return { icon: 'pending', word: 'Running', look: 'pending' };
  if (progress === 'waiting') return { icon: 'pending', word: 'Waiting', look: '' };
  if (!result) return { icon: 'pending', word: 'Not run', look: '' };
  if (result.status === 'error') return { icon: 'pending', word: 'Our error', look: 'pending' };
  if (check.kind === 'attack')
    return result.status === 'pass'
      ? { icon: 'held', word: 'Held', look: 'held' }
      : { icon: 'breach', word: 'Got through', look: 'breach' };
  return result.status === 'pass'
    ? { icon: 'works', word: 'Works', look: 'held' }
    : { icon: 'broken', word: 'Broken', look: 'breach' };
}
