/**
 * Opens a term's explanation on hover and focus, at its word. Tap and Enter are the browser's own (`popovertarget`). Loaded at
 * the reader's first move (`site.ts`).
 */
const GAP = 6;
const EDGE = 16;
/** So that the pointer may cross the gap between word and box, and a passing one opens nothing. */
const OPEN_AFTER = 150;
const CLOSE_AFTER = 250;

class TermTip extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    const button = this.querySelector('button');
    const tip = this.querySelector<HTMLElement>('[popover]');
    if (!button || !tip) return;
    const later = (open: boolean) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => tip.togglePopover(open), open ? OPEN_AFTER : CLOSE_AFTER);
    };
    this.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && later(true));
    this.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && later(false));
    // By the keyboard only: a tap focuses too, and opens by itself.
    button.addEventListener('focus', () => button.matches(':focus-visible') && tip.showPopover());
    this.addEventListener('focusout', (event) => {
      if (!this.contains(event.relatedTarget as Node | null)) tip.hidePopover();
    });
    // A click on the word whose box the pointer has opened would close it.
    button.addEventListener('click', (event) => {
      if (!tip.matches(':popover-open') || this.matches(':hover') === false) return;
      event.preventDefault();
      clearTimeout(this.#timer);
    });
    tip.addEventListener('beforetoggle', (event) => {
      if ((event as ToggleEvent).newState === 'open') tip.dataset.placed = '';
    });
    tip.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState === 'open') place(tip, button);
    });
    // The move that loaded this may have ended on this very word, and opened it.
    if (tip.matches(':popover-open')) {
      tip.dataset.placed = '';
      place(tip, button);
    } else if (button.matches(':focus-visible')) tip.showPopover();
    else if (this.matches(':hover')) later(true);
  }
}

/** Under the word, or over it where there is no room; never beyond the window's edge. */
function place(tip: HTMLElement, button: HTMLElement): void {
  const word = button.getClientRects()[0] ?? button.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const below = word.bottom + GAP;
  const top = below + height > innerHeight ? Math.max(EDGE, word.top - GAP - height) : below;
  const left = Math.max(EDGE, Math.min(word.left, innerWidth - EDGE - width));
  tip.style.setProperty('--tip-top', `${top}px`);
  tip.style.setProperty('--tip-left', `${left}px`);
}

customElements.define('term-tip', TermTip);
