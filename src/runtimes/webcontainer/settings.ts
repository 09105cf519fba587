/** What the host decides when it builds the course; see docs/host.md. */

/** Which runtime the exercise page takes when the learner has not chosen. */
export type RuntimePreference = 'auto' | 'browser' | 'webcontainer';

export interface WebContainerSettings {
  /** StackBlitz's API key for this site's domain; '' for none. */
  apiKey: string;
  preferred: RuntimePreference;
}

export const PREFERENCES: readonly RuntimePreference[] = ['auto', 'browser', 'webcontainer'];

/** Reads `PUBLIC_WEBCONTAINER_API_KEY` and `PUBLIC_RUNTIME`, as they were at build time. */
export function buildSettings(): WebContainerSettings {
  const { PUBLIC_WEBCONTAINER_API_KEY: apiKey = '', PUBLIC_RUNTIME: wanted = 'auto' } = import.meta.env;
  const preferred = PREFERENCES.find((preference) => preference === wanted) ?? 'auto';
  return { apiKey: String(apiKey), preferred };
}
