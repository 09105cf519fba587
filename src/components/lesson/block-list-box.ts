import { blockedBy, entries, HONEST, standing, WAVES } from './block-list.ts';

/** The reader writes a block list; attacks come in waves, and honest people want to log in all the while. */
class BlockListBox extends HTMLElement {
  private waves = 1;

  connectedCallback(): void {
    const list = this.querySelector('textarea');
    const next = this.querySelector<HTMLButtonElement>('[data-next]');
    if (!list || !next) return;
    this.querySelector<HTMLElement>('.game')?.removeAttribute('hidden');
    list.addEventListener('input', () => this.show(entries(list.value)));
    next.addEventListener('click', () => {
      if (next.getAttribute('aria-disabled') === 'true') return;
      this.waves += 1;
      this.show(entries(list.value));
    });
    this.show(entries(list.value));
  }

  private show(list: readonly string[]): void {
    const { attacks, honest, holds } = standing(list, this.waves);
    for (const item of this.querySelectorAll<HTMLElement>('[data-wave]'))
      item.hidden = Number(item.dataset.wave) > this.waves;
    const attempts = WAVES.flat();
    this.querySelectorAll('.attacks li').forEach((item, index) => {
      const attempt = attempts[index];
      if (attempt) this.tell(item, blockedBy(list, attempt), 'Gets in', true);
    });
    this.querySelectorAll('.honest li').forEach((item, index) => {
      this.tell(item, honest[index], 'Let in', false);
    });
    this.summarise(attacks, honest, holds, list.length);
  }

  private tell(item: Element, entry: string | undefined, open: string, isAttack: boolean): void {
    const good = (entry !== undefined) === isAttack;
    const icon = isAttack ? (good ? 'held' : 'breach') : good ? 'works' : 'broken';
    const chip = document.createElement('span');
    chip.className = `verdict ${good ? 'held' : 'breach'}`;
    const drawing = this.querySelector<HTMLTemplateElement>(`template[data-icon=${icon}]`);
    if (drawing) chip.append(drawing.content.cloneNode(true));
    chip.append(entry === undefined ? open : isAttack ? 'Blocked' : 'Refused');
    const parts: Node[] = [chip];
    if (entry !== undefined) {
      const by = document.createElement('span');
      const code = document.createElement('code');
      code.textContent = entry;
      by.append('by ', code);
      parts.push(by);
    }
    item.querySelector('.told')?.replaceChildren(...parts);
  }

  private summarise(
    attacks: ReadonlyArray<string | undefined>,
    honest: ReadonlyArray<string | undefined>,
    holds: boolean,
    length: number,
  ): void {
    const last = this.waves === WAVES.length;
    const blocked = attacks.filter((entry) => entry !== undefined).length;
    const refused = honest.filter((entry) => entry !== undefined).length;
    const score = `${blocked} of ${attacks.length} attacks blocked, ${refused} of ${HONEST.length} people refused.`;
    const word = !holds
      ? ''
      : last
        ? ` It holds: ${length} entries for ${attacks.length} attacks that you have seen. Would you bet on the eighth?`
        : ' It holds. Now somebody has read your list.';
    const status = this.querySelector('[role=status]');
    if (status) status.textContent = score + word;
    const next = this.querySelector<HTMLButtonElement>('[data-next]');
    if (!next) return;
    next.hidden = last;
    next.setAttribute('aria-disabled', String(!holds));
  }
}

customElements.define('block-list-box', BlockListBox);
