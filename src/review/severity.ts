/** What the severities mean: by what a stranger needs, so that ranking is no matter of taste. */
import type { Severity } from '../course/severities.ts';

export const SEVERITY_WORDS: Readonly<Record<Severity, { title: string; means: string }>> = {
  critical: {
    title: 'Critical',
    means: 'A stranger needs nothing but the address of the app and a request or two.',
  },
  high: {
    title: 'High',
    means: 'Something has to happen first, such as a leak, a stolen token or thousands of requests. It will.',
  },
  medium: {
    title: 'Medium',
    means: 'Alone it lets nobody in. It breaks the app, or makes another hole worse.',
  },
};
