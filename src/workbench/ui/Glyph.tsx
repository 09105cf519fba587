/** The workbench's own icons, drawn as the site's are: 16 × 16, lines, the colour of the text, decorative. */
const PATHS = {
  run: 'M4.5 2.8v10.4l8.5-5.2z',
  check: 'M8 1.5l5.5 2v4.3c0 3.2-2.3 5.5-5.5 6.7-3.2-1.2-5.5-3.5-5.5-6.7V3.5zM5.5 7.8l1.8 1.8 3.3-3.4',
  stop: 'M4 4h8v8H4z',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  more: 'M3.2 8h.01M8 8h.01M12.8 8h.01',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  send: 'M2 8l12-5.5L9.5 14 7.8 9z',
  side: 'M2 3h12v10H2zM6.5 3v10',
  compare: 'M8 1.5v13M2 5h4M2 8h4M2 11h3M10 5h4M10 8h4M10 11h2',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10M2 6.5h12',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6v.1',
  hint: 'M6 12.5h4M6.5 14.5h3M5.5 10.2A4.3 4.3 0 1 1 10.5 10.2c-.5.5-.5 1-.5 2.3H6c0-1.3 0-1.8-.5-2.3z',
  down: 'M8 2.5v8M4.5 7.2L8 10.7l3.5-3.5M2.5 13.5h11',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3.2H9.8',
  undo: 'M6 3L2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 8H7',
} as const;

export type GlyphName = keyof typeof PATHS;

export function Glyph({ name, size = 16 }: { name: GlyphName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width={name === 'more' ? 2.4 : 1.5}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
