/**
 * The two colour themes for code, light and dark: one pair of palettes for Shiki (lessons) and Monaco (workbench).
 * `tokens.css` holds the same colours as `--code-*`; a test keeps the two equal.
 */
import type { ThemeRegistrationRaw } from 'shiki';

export interface CodePalette {
  background: string;
  text: string;
  comment: string;
  keyword: string;
  string: string;
  constant: string;
  function: string;
  type: string;
  punctuation: string;
}

export type CodeRole = Exclude<keyof CodePalette, 'background'>;

export const LIGHT: CodePalette = {
  background: '#f1f3f0',
  text: '#1c2321',
  comment: '#5c6864',
  keyword: '#7a2f86',
  string: '#7a4a00',
  constant: '#0b5f86',
  function: '#2743a6',
  type: '#0a6153',
  punctuation: '#525d59',
};

export const DARK: CodePalette = {
  background: '#0e1312',
  text: '#e3e8e5',
  comment: '#8b9893',
  keyword: '#d6a2e0',
  string: '#e8bd7c',
  constant: '#86c9ea',
  function: '#a9bcff',
  type: '#79d3bd',
  punctuation: '#a3aeaa',
};

const SCOPES: ReadonlyArray<readonly [role: CodeRole, scopes: string[]]> = [
  ['comment', ['comment', 'punctuation.definition.comment']],
  [
    'keyword',
    [
      'keyword',
      'storage',
      'storage.type',
      'keyword.operator.new',
      'keyword.operator.expression',
      'markup.heading',
    ],
  ],
  ['punctuation', ['keyword.operator', 'punctuation', 'meta.brace']],
  [
    'string',
    [
      'string',
      'string punctuation.definition.string',
      'punctuation.definition.string',
      'constant.character.escape',
      'markup.inline.raw',
    ],
  ],
  [
    'constant',
    [
      'constant.numeric',
      'constant.language',
      'constant.other',
      'support.constant',
      'variable.language.this',
      'entity.other.attribute-name',
      'support.type.property-name.json',
    ],
  ],
  ['function', ['entity.name.function', 'support.function', 'entity.name.tag']],
  ['type', ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'storage.type.sql']],
  [
    'text',
    [
      'variable',
      'meta.object-literal.key',
      'punctuation.definition.template-expression',
      'meta.template.expression',
    ],
  ],
];

function theme(name: string, type: 'light' | 'dark', palette: CodePalette): ThemeRegistrationRaw {
  return {
    name,
    type,
    colors: { 'editor.background': palette.background, 'editor.foreground': palette.text },
    settings: [
      { settings: { background: palette.background, foreground: palette.text } },
      ...SCOPES.map(([role, scope]) => ({ scope, settings: { foreground: palette[role] } })),
    ],
  };
}

export const LIGHT_THEME = theme('ninety-light', 'light', LIGHT);
export const DARK_THEME = theme('ninety-dark', 'dark', DARK);
