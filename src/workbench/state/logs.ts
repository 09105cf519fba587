/** Log text as a page can show it. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them.
const ANSI = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is left of them.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Without colours, cursor movements and other control characters; tabs and line ends stay. */
export function stripAnsi(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(ANSI, '').replace(CONTROL, '').replaceAll('\r', '');
}
