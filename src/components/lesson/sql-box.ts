import { type Part, parts, type Told, tell, tellParameter } from './login-statement.ts';

/** Shows the statement and the answer for what stands in the field. */
class SqlBox extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector('input');
    input?.addEventListener('input', () => this.show(input.value));
    if (input) this.show(input.value);
  }

  private show(email: string): void {
    const parameter = this.dataset.as === 'parameter';
    const code = this.querySelector('.statement code');
    code?.replaceChildren(...(parameter ? withParameter(email) : parts(email).map(piece)));
    this.answer(parameter ? tellParameter(email) : tell(email));
  }

  private answer(told: Told): void {
    const chip = document.createElement('span');
    chip.className = `verdict ${told.verdict}`;
    const icon = this.querySelector<HTMLTemplateElement>(`template[data-icon=${told.verdict}]`);
    if (icon) chip.append(icon.content.cloneNode(true));
    chip.append(told.word);
    const sentence = document.createElement('span');
    sentence.textContent = told.sentence;
    this.querySelector('.answer')?.replaceChildren(chip, sentence);
  }
}

function piece(part: Part): Node {
  if (part.yours) return marked(part.text, part.kind);
  if (part.kind !== 'gone') return document.createTextNode(part.text);
  const gone = document.createElement('span');
  gone.className = 'gone';
  gone.textContent = part.text;
  return gone;
}

function marked(text: string, kind: string): HTMLElement {
  const mark = document.createElement('mark');
  mark.className = kind;
  mark.textContent = text;
  return mark;
}

const withParameter = (email: string): Node[] => [
  document.createTextNode('SELECT id, password_hash FROM users WHERE email = $1\n\n$1 = '),
  marked(email, 'text'),
];

customElements.define('sql-box', SqlBox);
