/** The bar between two panes: dragged, or moved by the arrow keys. */
import { useRef } from 'preact/hooks';

interface Props {
  label: string;
  /** `vertical`: the bar stands upright and moves sideways. */
  orientation: 'vertical' | 'horizontal';
  /** Share of the container that the measured pane takes. */
  value: number;
  min: number;
  max: number;
  /** The measured pane is after the bar. */
  after?: boolean;
  onChange(value: number): void;
}

const STEP = 0.03;

export function Splitter({ label, orientation, value, min, max, after = false, onChange }: Props) {
  const bar = useRef<HTMLDivElement>(null);
  const clamp = (share: number) => Math.min(max, Math.max(min, share));

  const drag = (event: PointerEvent) => {
    const box = bar.current?.parentElement?.getBoundingClientRect();
    if (!box || !bar.current?.hasPointerCapture(event.pointerId)) return;
    const at =
      orientation === 'vertical'
        ? (event.clientX - box.left) / box.width
        : (event.clientY - box.top) / box.height;
    onChange(clamp(after ? 1 - at : at));
  };

  const move = (event: KeyboardEvent) => {
    const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const sign = after ? -1 : 1;
    const to =
      event.key === less
        ? value - sign * STEP
        : event.key === more
          ? value + sign * STEP
          : event.key === 'Home'
            ? min
            : event.key === 'End'
              ? max
              : undefined;
    if (to === undefined) return;
    event.preventDefault();
    onChange(clamp(to));
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can't be moved; this is ARIA's window splitter.
    <div
      ref={bar}
      class={`wb-splitter ${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={Math.round(min * 100)}
      aria-valuemax={Math.round(max * 100)}
      onKeyDown={move}
      onPointerDown={(event) => {
        event.preventDefault();
        bar.current?.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
    />
  );
}
