/** Fetches an extension's bundle, when the learner's SQL first asks for it. */
import { extensions } from 'virtual:other90/extension-assets';
import type { ExtensionName } from '../../postgres/extensions.ts';
import { fetched } from './fetched.ts';

/** The `.tar.gz` that PGlite ships. @throws Error that tells the learner what to do, when it can't be had. */
export async function loadExtensionBundle(name: ExtensionName): Promise<Uint8Array> {
  const { body } = await fetched(extensions[name]);
  return new Uint8Array(await new Response(body).arrayBuffer());
}
