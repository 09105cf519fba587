import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CodePalette, DARK, LIGHT } from './code-themes.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const colours = new Map<string, [light: string, dark: string]>();
for (const [, name, light, dark] of css.matchAll(
  /--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g,
)) {
  if (name && light && dark) colours.set(name, [light, dark]);
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['paper', 'surface', 'sunken', 'hover'];
const code = ['text', 'comment', 'keyword', 'string', 'constant', 'function', 'type', 'punctuation'];
/** Foreground, background and the least contrast: 4.5 for text, 3 for the edge of a control. */
const pairs: Array<[string, string, number]> = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent', 'accent-hover', 'breach', 'held', 'pending'].flatMap((text) =>
    grounds.map((ground): [string, string, number] => [text, ground, 4.5]),
  ),
  ...['ink', 'ink-soft', 'breach'].map((text): [string, string, number] => [text, 'breach-ground', 4.5]),
  ...['ink', 'ink-soft', 'held'].map((text): [string, string, number] => [text, 'held-ground', 4.5]),
  ...['ink', 'ink-soft', 'pending'].map((text): [string, string, number] => [text, 'pending-ground', 4.5]),
  ...['ink', 'ink-soft', 'accent'].map((text): [string, string, number] => [text, 'accent-ground', 4.5]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['on-breach', 'breach', 4.5],
  ['on-held', 'held', 4.5],
  ...code.map((role): [string, string, number] => [`code-${role}`, 'code-background', 4.5]),
  ...grounds.map((ground): [string, string, number] => ['line-strong', ground, 3]),
  ...grounds.map((ground): [string, string, number] => ['ring', ground, 3]),
];

describe.each(['light', 'dark'] as const)('%s', (mode) => {
  const index = mode === 'light' ? 0 : 1;
  test.each(pairs)('--%s on --%s has a contrast of at least %d', (text, ground, least) => {
    const [front, back] = [colours.get(text)?.[index], colours.get(ground)?.[index]];
    expect(front, `--${text} in tokens.css`).toBeDefined();
    expect(back, `--${ground} in tokens.css`).toBeDefined();
    expect(contrast(front as string, back as string)).toBeGreaterThanOrEqual(least);
  });

  test('the code colours of tokens.css are those of the themes', () => {
    const palette: CodePalette = mode === 'light' ? LIGHT : DARK;
    for (const [role, colour] of Object.entries(palette)) {
      expect(colours.get(`code-${role}`)?.[index], role).toBe(colour);
    }
  });
});
