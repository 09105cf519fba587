/** Text as outlines of the course's own fonts, so that a picture looks alike on every machine that builds the site. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkitten';

export interface Outlines {
  /** Width of a line, in pixels. */
  width(text: string, size: number): number;
  /** An SVG path of the line, its baseline beginning at (`x`, `y`). */
  line(text: string, size: number, x: number, y: number): string;
}

/** @param file a font file inside a package, such as `@fontsource-variable/newsreader/files/….woff2` */
export async function outlinesOf(file: string): Promise<Outlines> {
  const font = create(await readFile(createRequire(import.meta.url).resolve(file)));
  if (font.isCollection) throw new Error(`${file} holds several fonts; one is needed.`);
  return {
    width: (text, size) => advance(font, text) * (size / font.unitsPerEm),
    line(text, size, x, y) {
      const scale = size / font.unitsPerEm;
      let at = 0;
      const glyphs = font.glyphsForString(text).map((glyph) => {
        const path = `<path transform="translate(${at})" d="${glyph.path.toSVG()}"/>`;
        at += glyph.advanceWidth;
        return path;
      });
      // A font's y grows upwards.
      return `<g transform="translate(${x} ${y}) scale(${scale} ${-scale})">${glyphs.join('')}</g>`;
    },
  };
}

const advance = (font: Font, text: string) =>
  font.glyphsForString(text).reduce((sum, { advanceWidth }) => sum + advanceWidth, 0);
