/** Colour for terminals, and text from elsewhere made safe for them. */
import { styleText } from 'node:util';
import type { Paint } from '../grading/reporters/text.ts';
import type { Output } from './context.ts';

/** Paints only where the stream is a terminal that takes it; obeys NO_COLOR and FORCE_COLOR. */
export function painter(output: Output): Paint {
  const colours =
    process.env.NO_COLOR === undefined || process.env.NO_COLOR === ''
      ? process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0'
        ? true
        : output.isTTY === true
      : false;
  return colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}
