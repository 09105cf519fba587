import { type Signed, sign, type Verdict, verify } from './signed-event.ts';

const TOLD: Record<Verdict, { verdict: 'works' | 'held'; word: string; sentence: string }> = {
  paid: {
    verdict: 'works',
    word: 'Believed',
    sentence: '200. The signature fits these bytes and is not old: the order is paid.',
  },
  'other-bytes': {
    verdict: 'held',
    word: 'Refused',
    sentence: '400. Over these bytes the signature would be another one.',
  },
  'too-old': {
    verdict: 'held',
    word: 'Refused',
    sentence: '400. The signature fits, but it is more than five minutes old: a copy that somebody kept.',
  },
};

/** A signed event that the reader changes, and a shop that checks it. The secret is made in the page. */
class SignatureBox extends HTMLElement {
  #secret = '';
  #sent: Signed | undefined;
  #original = '';

  async connectedCallback(): Promise<void> {
    const body = this.querySelector('textarea');
    const later = this.querySelector('select');
    if (!body || !later) return;
    if (!isSecureContext) {
      this.append('This box needs a page that came by https: browsers keep their cryptography for those.');
      return;
    }
    this.#secret = `whsec_${crypto.randomUUID()}`;
    this.#original = body.value;
    this.#sent = await sign(this.#secret, Math.floor(Date.now() / 1000), body.value);
    const header = this.querySelector('.header');
    if (header) header.textContent = `t=${this.#sent.seconds},v1=${this.#sent.signature}`;
    body.addEventListener('input', () => void this.#show());
    later.addEventListener('change', () => void this.#show());
    for (const button of this.querySelectorAll('button'))
      button.addEventListener('click', () => {
        body.value = this.#changed(button.dataset.change ?? '', body.value);
        void this.#show();
      });
    this.querySelector<HTMLElement>('.bench')?.removeAttribute('hidden');
    await this.#show();
  }

  #changed(change: string, body: string): string {
    if (change === 'reset') return this.#original;
    if (change === 'amount') return body.replace(/"amount_total":\s*\d+/, '"amount_total": 1');
    try {
      return JSON.stringify(JSON.parse(body));
    } catch {
      return body;
    }
  }

  async #show(): Promise<void> {
    const body = this.querySelector('textarea')?.value ?? '';
    const minutes = Number(this.querySelector('select')?.value);
    if (!this.#sent) return;
    const told = TOLD[await verify(this.#secret, this.#sent, body, this.#sent.seconds + 60 * minutes)];
    const chip = document.createElement('span');
    chip.className = `verdict ${told.verdict === 'works' ? 'pending' : 'held'}`;
    const icon = this.querySelector<HTMLTemplateElement>(`template[data-icon=${told.verdict}]`);
    if (icon) chip.append(icon.content.cloneNode(true));
    chip.append(told.word);
    const sentence = document.createElement('span');
    sentence.textContent = told.sentence;
    this.querySelector('[role=status]')?.replaceChildren(chip, sentence);
  }
}

customElements.define('signature-box', SignatureBox);
