import { type Balances, begin, next, START, statements, type Transfer, total } from './half-transfer.ts';

/** The reader carries out a transfer statement by statement, and may pull the plug at any moment. */
class TransferBox extends HTMLElement {
  #transfer: Transfer = begin();
  #isOff = false;

  connectedCallback(): void {
    const press = (name: string, act: () => void) =>
      this.querySelector(`[data-press=${name}]`)?.addEventListener('click', (event) => {
        if ((event.currentTarget as HTMLElement).getAttribute('aria-disabled') === 'true') return;
        act();
        this.#show();
      });
    press('next', () => {
      this.#transfer = next(this.#transfer, this.#inTransaction);
    });
    press('plug', () => {
      this.#isOff = true;
    });
    press('again', () => this.#reset());
    this.querySelector('input')?.addEventListener('change', () => {
      this.#reset();
      this.#show();
    });
    this.querySelector<HTMLElement>('.bench')?.removeAttribute('hidden');
    this.#show();
  }

  get #inTransaction(): boolean {
    return this.querySelector('input')?.checked ?? false;
  }

  #reset(): void {
    this.#transfer = begin();
    this.#isOff = false;
  }

  #show(): void {
    const { done, kept, seen } = this.#transfer;
    const all = statements(this.#inTransaction);
    const items = all.map((sql, index) => {
      const item = document.createElement('li');
      const code = document.createElement('code');
      code.textContent = sql;
      item.className = index < done ? 'done' : '';
      if (index === done - 1) item.setAttribute('aria-current', 'step');
      item.append(code);
      return item;
    });
    this.querySelector('.statements')?.replaceChildren(...items);
    this.#tell('.status', this.#sentence(all.length));
    this.#tell('.ada', String(this.#balances(kept, seen).ada));
    this.#tell('.bela', String(this.#balances(kept, seen).bela));
    this.#tell('.total', String(total(this.#balances(kept, seen))));
    this.#enable('next', !this.#isOff && done < all.length);
    this.#enable('plug', !this.#isOff && done < all.length);
  }

  /** After the power is back only what was kept is there. */
  #balances(kept: Balances, seen: Balances): Balances {
    return this.#isOff ? kept : seen;
  }

  #sentence(length: number): string {
    const { kept, done } = this.#transfer;
    if (!this.#isOff)
      return done === length
        ? 'Done: Bela has her 80.'
        : done === 0
          ? 'Ada owes Bela 80. Go on, statement by statement, and pull the plug when you like.'
          : 'Under way. Everything that you see here is what this connection sees.';
    const lost = total(START) - total(kept);
    return lost > 0
      ? `The power is back. ${lost} are gone: nobody has them, and no error will ever tell.`
      : 'The power is back, and it is as if nobody had begun. The transfer can be tried again.';
  }

  #tell(selector: string, text: string): void {
    const place = this.querySelector(selector);
    if (place && place.textContent !== text) place.textContent = text;
  }

  #enable(name: string, enabled: boolean): void {
    this.querySelector(`[data-press=${name}]`)?.setAttribute('aria-disabled', String(!enabled));
  }
}

customElements.define('transfer-box', TransferBox);
