/** Answers the reader's choice when the answer is opened. */
class Guess extends HTMLElement {
  connectedCallback(): void {
    const details = this.querySelector('details');
    const reply = this.querySelector('.reply');
    const tell = () => {
      if (!details?.open || !reply) return;
      const chosen = this.querySelector<HTMLInputElement>('input:checked');
      reply.textContent = chosen?.dataset.reply ?? '';
    };
    details?.addEventListener('toggle', tell);
    // Opened before this came.
    tell();
  }
}

customElements.define('lesson-guess', Guess);
