/** Markdown that stands in YAML (briefs, hints) becomes HTML by the same processor and themes as the lessons. */
import { createSatteriMarkdownProcessor } from '@astrojs/markdown-satteri';
import { shikiConfig } from '../styles/shiki-config.ts';

let processor: ReturnType<typeof createSatteriMarkdownProcessor> | undefined;

/** Build time only. @returns HTML of the course's own text: raw HTML in it is kept. */
export async function markdown(source: string): Promise<string> {
  processor ??= createSatteriMarkdownProcessor({ shikiConfig });
  return (await (await processor).render(source)).code;
}
