/** The site's two code palettes as Monaco themes, switched with the page. */
import { editor } from 'monaco-editor/editor';
import { type CodePalette, type CodeRole, DARK, LIGHT } from '../../styles/code-themes.ts';

/** Monarch's token names for the roles that the palettes know. */
const TOKENS: ReadonlyArray<readonly [token: string, role: CodeRole]> = [
  ['', 'text'],
  ['identifier', 'text'],
  ['comment', 'comment'],
  ['keyword', 'keyword'],
  ['keyword.flow', 'keyword'],
  ['string', 'string'],
  ['string.key', 'constant'],
  ['string.escape', 'string'],
  ['regexp', 'string'],
  ['number', 'constant'],
  ['predefined', 'function'],
  ['type', 'type'],
  ['type.identifier', 'type'],
  ['delimiter', 'punctuation'],
  ['operator', 'punctuation'],
];

interface Chrome {
  surface: string;
  line: string;
  faint: string;
  accent: string;
  selection: string;
  hover: string;
  error: string;
  warning: string;
  added: string;
  removed: string;
}

/** From tokens.css, which Monaco can't read: it needs plain hex. */
const CHROME: Readonly<Record<'light' | 'dark', Chrome>> = {
  light: {
    surface: '#ffffff',
    line: '#d8ddd8',
    faint: '#5d6863',
    accent: '#2743a6',
    selection: '#d3dbf6',
    hover: '#e9ece8',
    error: '#ad2a17',
    warning: '#a36a00',
    added: '#0a615326',
    removed: '#ad2a1722',
  },
  dark: {
    surface: '#1b2220',
    line: '#313b38',
    faint: '#98a49f',
    accent: '#a9bcff',
    selection: '#2f3b6b',
    hover: '#252d2b',
    error: '#ff9a86',
    warning: '#e8bd7c',
    added: '#6cd4ba26',
    removed: '#ff9a8626',
  },
};

function define(kind: 'light' | 'dark', palette: CodePalette): void {
  const chrome = CHROME[kind];
  editor.defineTheme(`ninety-${kind}`, {
    base: kind === 'light' ? 'vs' : 'vs-dark',
    inherit: false,
    rules: TOKENS.map(([token, role]) => ({
      token,
      foreground: palette[role].slice(1),
      ...(role === 'comment' && { fontStyle: 'italic' }),
    })),
    colors: {
      'editor.background': palette.background,
      'editor.foreground': palette.text,
      'editorLineNumber.foreground': chrome.faint,
      'editorLineNumber.activeForeground': palette.text,
      'editor.lineHighlightBackground': `${chrome.hover}80`,
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': chrome.selection,
      'editor.inactiveSelectionBackground': `${chrome.selection}a0`,
      'editor.wordHighlightBackground': `${chrome.selection}70`,
      'editor.wordHighlightStrongBackground': `${chrome.selection}90`,
      'editor.findMatchBackground': `${chrome.warning}66`,
      'editor.findMatchHighlightBackground': `${chrome.warning}33`,
      'editorCursor.foreground': chrome.accent,
      'editorBracketMatch.background': `${chrome.selection}80`,
      'editorBracketMatch.border': chrome.line,
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((level) => [`editorBracketHighlight.foreground${level}`, palette.punctuation]),
      ),
      'editorBracketHighlight.unexpectedBracket.foreground': chrome.error,
      'editorWidget.background': chrome.surface,
      'editorWidget.foreground': palette.text,
      'editorWidget.border': chrome.line,
      'editorHoverWidget.background': chrome.surface,
      'editorHoverWidget.border': chrome.line,
      'editorSuggestWidget.background': chrome.surface,
      'editorSuggestWidget.border': chrome.line,
      'editorSuggestWidget.selectedBackground': chrome.hover,
      'editorSuggestWidget.selectedForeground': palette.text,
      'editorSuggestWidget.highlightForeground': chrome.accent,
      'editorError.foreground': chrome.error,
      'editorWarning.foreground': chrome.warning,
      'editorInfo.foreground': chrome.accent,
      'editorGutter.background': palette.background,
      'diffEditor.insertedTextBackground': '#00000000',
      'diffEditor.removedTextBackground': '#00000000',
      'diffEditor.insertedLineBackground': chrome.added,
      'diffEditor.removedLineBackground': chrome.removed,
      'diffEditor.border': chrome.line,
      'scrollbarSlider.background': `${chrome.faint}40`,
      'scrollbarSlider.hoverBackground': `${chrome.faint}66`,
      'scrollbarSlider.activeBackground': `${chrome.faint}80`,
      'scrollbar.shadow': '#00000000',
      'menu.background': chrome.surface,
      'menu.foreground': palette.text,
      'menu.selectionBackground': chrome.hover,
      'menu.selectionForeground': palette.text,
      'menu.separatorBackground': chrome.line,
      'list.hoverBackground': chrome.hover,
      'list.activeSelectionBackground': chrome.hover,
      'list.activeSelectionForeground': palette.text,
      'list.inactiveSelectionBackground': chrome.hover,
      'list.focusBackground': chrome.hover,
      'quickInputList.focusBackground': chrome.hover,
      'quickInputList.focusForeground': palette.text,
      'list.focusForeground': palette.text,
      'list.highlightForeground': chrome.accent,
      'quickInput.background': chrome.surface,
      'quickInput.foreground': palette.text,
      'input.background': palette.background,
      'input.foreground': palette.text,
      'input.border': chrome.line,
      focusBorder: chrome.accent,
      foreground: palette.text,
      descriptionForeground: chrome.faint,
      'textLink.foreground': chrome.accent,
    },
  });
}

let defined = false;

/** Shows the theme that the page has, now and whenever it changes. Returns the way to stop. */
export function followTheme(): () => void {
  if (!defined) {
    define('light', LIGHT);
    define('dark', DARK);
    defined = true;
  }
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = document.documentElement.dataset.theme;
    const dark = chosen === 'dark' || (chosen !== 'light' && system.matches);
    editor.setTheme(dark ? 'ninety-dark' : 'ninety-light');
  };
  apply();
  system.addEventListener('change', apply);
  const observer = new MutationObserver(apply);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', apply);
    observer.disconnect();
  };
}
