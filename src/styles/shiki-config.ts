import { DARK_THEME, LIGHT_THEME } from './code-themes.ts';
import { shikiClasses } from './shiki-classes.ts';

/** How code is coloured wherever Markdown stands: lessons, briefs, hints. */
export const shikiConfig = {
  themes: { light: LIGHT_THEME, dark: DARK_THEME },
  defaultColor: false as const,
  transformers: [shikiClasses()],
};
