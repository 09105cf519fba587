/** The picture that stands beside a link to the course where somebody shares it: the page's title over the ruler. */
import sharp from 'sharp';
import { type Outlines, outlinesOf } from './outlines.ts';
import { SHARE_SIZE } from './size.ts';

export interface ShareText {
  title: string;
  /** One line below the title, such as "Module 01: The login · 8 minutes". */
  label: string;
}

const MARGIN = 80;
const ROOM = SHARE_SIZE.width - 2 * MARGIN;
const MAX_LINES = 3;
/** In units of the font: what lifts its regular weight to that of the site's headings. */
const EMBOLDEN = 24;
const INK = '#18201d';
const PAPER = '#f8f9f7';
const SOFT = '#4b5651';

const fonts = Promise.all([
  outlinesOf('@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2'),
  outlinesOf('@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2'),
]);

/** @returns a PNG of `SHARE_SIZE`. */
export async function sharePicture(text: ShareText): Promise<Uint8Array<ArrayBuffer>> {
  const [serif, mono] = await fonts;
  const png = await sharp(Buffer.from(pictureOf(text, serif, mono)))
    .png({ palette: true })
    .toBuffer();
  return new Uint8Array(png);
}

function pictureOf({ title, label }: ShareText, serif: Outlines, mono: Outlines): string {
  const { width, height } = SHARE_SIZE;
  const { lines, size } = fitted(title, serif);
  const leading = size * 1.1;
  const first = 300 - ((lines.length - 1) * leading) / 2;
  const ruler = height - 150;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v14" stroke="${INK}" stroke-opacity=".35" stroke-width="2"/></pattern></defs>
<rect width="${width}" height="${height}" fill="${PAPER}"/>
<g fill="${INK}">
${serif.line('The Other 90%', 38, MARGIN, 104)}
<g stroke="${INK}" stroke-width="${EMBOLDEN}">${lines.map((line, index) => serif.line(line, size, MARGIN, first + index * leading)).join('')}</g>
</g>
<g fill="${SOFT}">${mono.line(label, 26, MARGIN, first + (lines.length - 1) * leading + 72)}</g>
<rect x="${MARGIN}" y="${ruler}" width="${ROOM}" height="70" fill="url(#hatch)"/>
<rect x="${MARGIN}" y="${ruler}" width="${ROOM / 10}" height="70" fill="${INK}"/>
<rect x="${MARGIN}" y="${ruler}" width="${ROOM}" height="70" fill="none" stroke="${INK}" stroke-width="3"/>
</svg>`;
}

/** The title in as few lines as hold it, in the largest size that fits. */
function fitted(title: string, font: Outlines): { lines: string[]; size: number } {
  for (let size = 92; size > 40; size -= 4) {
    const lines = wrapped(title, (line) => font.width(line, size) <= ROOM);
    if (lines.length <= MAX_LINES && lines.every((line) => font.width(line, size) <= ROOM))
      return { lines, size };
  }
  throw new Error(`The title "${title}" is too long for its share picture; shorten it.`);
}

function wrapped(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = [lines.at(-1), word].filter((part) => part !== undefined).join(' ');
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
