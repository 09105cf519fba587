/** Code line by line, coloured as in the lessons. Build time only. */
import { createHighlighter } from 'shiki';
import { type CodeRole, LIGHT, LIGHT_THEME } from '../styles/code-themes.ts';

const roles = new Map(Object.entries(LIGHT).map(([role, colour]) => [colour, role as CodeRole]));
let highlighter: ReturnType<typeof createHighlighter> | undefined;

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @returns HTML of each line, without the line's end. */
export async function highlightLines(code: string, lang: 'ts' | 'sql' | 'http'): Promise<string[]> {
  highlighter ??= createHighlighter({ themes: [LIGHT_THEME], langs: ['ts', 'sql', 'http'] });
  const { tokens } = (await highlighter).codeToTokens(code, { lang, theme: 'ninety-light' });
  return tokens.map((line) =>
    line
      .map((token) => {
        const role = roles.get(token.color?.toLowerCase() ?? '') ?? 'text';
        return role === 'text' || role === ('background' as string)
          ? html(token.content)
          : `<span class="c-${role}">${html(token.content)}</span>`;
      })
      .join(''),
  );
}
