import type { ShikiTransformer } from 'shiki';
import { type CodeRole, LIGHT } from './code-themes.ts';

const ROLES = new Map(
  (Object.entries(LIGHT) as Array<[CodeRole | 'background', string]>)
    .filter(([role]) => role !== 'background')
    .map(([role, colour]) => [colour.toLowerCase(), role] as const),
);

/**
 * Turns Shiki's inline colours into classes (`c-keyword` …): the page then needs no inline styles, which a strict
 * Content-Security-Policy forbids, and the theme switch costs no markup. Colours that no palette knows are an error.
 */
export function shikiClasses(): ShikiTransformer {
  return {
    name: 'the-other-90:classes',
    span(node) {
      const style = String(node.properties.style ?? '');
      delete node.properties.style;
      const colour = /--shiki-light:(#[0-9a-f]{6})/i.exec(style)?.[1]?.toLowerCase();
      if (colour === undefined) return;
      const role = ROLES.get(colour);
      if (role === undefined) throw new Error(`shikiClasses: ${colour} is in no palette of code-themes.ts`);
      if (role !== 'text') node.properties.class = `c-${role}`;
    },
    pre(node) {
      delete node.properties.style;
      // A scrollable block has to be reachable by keyboard (WCAG 2.1.1).
      node.properties.tabindex = '0';
      node.properties.class = 'code';
    },
  };
}
