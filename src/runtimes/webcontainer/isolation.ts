/** The headers that make a page cross-origin isolated, and the addresses that need them. */

export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/** Below the site's base: the exercise pages, and the scripts that their workers are made of. */
export const ISOLATED_FOLDERS = ['exercises', '_astro', 'runtime'] as const;

/**
 * The headers for an address of this site: both, or none. Every other page stays without them.
 * @param address the path, with or without a query
 * @param base where the site lies on its host, with a slash at both ends
 */
export function isolationHeaders(address: string, base = '/'): Readonly<Record<string, string>> {
  const path = address.replace(/[?#].*$/s, '');
  return ISOLATED_FOLDERS.some((folder) => path.startsWith(`${base}${folder}/`)) ? ISOLATION : {};
}
