/** The course's icons: 16 × 16, drawn with lines, in the colour of the text. Decorative: a word stands beside each. */
const PATHS = {
  /** An arrow that goes through the wall. */
  breach: 'M8.5 1.5v3.2M8.5 11.3v3.2M1.5 8h12M10.5 5l3 3-3 3',
  /** An arrow that ends at the wall. */
  held: 'M12.5 1.5v13M1.5 8h7M5.8 5.2 8.6 8l-2.8 2.8',
  /** A gap in a circle: not decided yet. */
  pending: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5M8 5v3.2l2 1.3',
  /** A feature that works. */
  works: 'M2.5 8.5l3.5 3.5 7.5-8',
  /** A feature that broke. */
  broken: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  arrow: 'M2.5 8h11M9.5 4l4 4-4 4',
  back: 'M13.5 8h-11M6.5 4l-4 4 4 4',
  light:
    'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  dark: 'M13.5 9.8A5.8 5.8 0 0 1 6.2 2.5a5.8 5.8 0 1 0 7.3 7.3Z',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.3 10.3l3.4 3.4',
  external: 'M6 3.5H3.5v9h9V10M9 2.5h4.5V7M13.5 2.5 7.5 8.5',
} as const;

export type IconName = keyof typeof PATHS;

export default function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
