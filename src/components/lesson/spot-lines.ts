import { scoreLines } from './score-lines.ts';

/** Tells, once the answer is opened, what of it the reader had marked. */
class SpotLines extends HTMLElement {
  connectedCallback(): void {
    const details = this.querySelector('details');
    const score = this.querySelector('.score');
    const tell = () => {
      if (!details?.open || !score) return;
      const marked = [...this.querySelectorAll('input:checked')].map((box) =>
        Number((box as HTMLInputElement).value),
      );
      const holes = (this.dataset.holes ?? '').split(' ').map(Number);
      score.textContent = scoreLines(marked, holes);
    };
    details?.addEventListener('toggle', tell);
    // Opened before this came.
    tell();
  }
}

customElements.define('spot-lines', SpotLines);
