/** Tabs by the ARIA pattern: one stop for Tab, arrows move, Home and End jump. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface TabItem<Id extends string> {
  id: Id;
  label: ComponentChildren;
}

interface Props<Id extends string> {
  /** Prefix of the ids: the panel of a tab is `${name}-${id}-panel`. */
  name: string;
  label: string;
  items: ReadonlyArray<TabItem<Id>>;
  selected: Id;
  onSelect(id: Id): void;
  class?: string;
}

export function TabList<Id extends string>({
  name,
  label,
  items,
  selected,
  onSelect,
  class: extra = '',
}: Props<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = items.findIndex(({ id }) => id === selected);
    const to =
      event.key === 'ArrowRight'
        ? (at + 1) % items.length
        : event.key === 'ArrowLeft'
          ? (at - 1 + items.length) % items.length
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? items.length - 1
              : -1;
    const item = items[to];
    if (!item) return;
    event.preventDefault();
    onSelect(item.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };
  return (
    <div class={`wb-tabs ${extra}`} role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="tab"
          id={`${name}-${item.id}-tab`}
          aria-controls={`${name}-${item.id}-panel`}
          aria-selected={item.id === selected}
          tabIndex={item.id === selected ? 0 : -1}
          onClick={() => onSelect(item.id)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** What stands under a tab; hidden ones stay in the page so that they keep their state. */
export function TabPanel({
  name,
  id,
  selected,
  children,
  class: extra = '',
}: {
  name: string;
  id: string;
  selected: string;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <div
      class={`wb-panel ${extra}`}
      role="tabpanel"
      id={`${name}-${id}-panel`}
      aria-labelledby={`${name}-${id}-tab`}
      hidden={id !== selected}
    >
      {children}
    </div>
  );
}
