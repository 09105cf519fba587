/** A modal sheet with a title: Escape closes it, and the focus goes back to where it was. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useBench } from '../bench.ts';

interface Props {
  title: string;
  children: ComponentChildren;
  class?: string;
}

export function Dialog({ title, children, class: extra = '' }: Props) {
  const { dialog } = useBench();
  const box = useRef<HTMLDialogElement>(null);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    before.current = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before.current instanceof HTMLElement) before.current.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`wb-dialog ${extra}`}
      aria-labelledby="wb-dialog-title"
      onClose={() => {
        dialog.value = undefined;
      }}
    >
      <h2 id="wb-dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
