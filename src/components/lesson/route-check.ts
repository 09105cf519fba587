import { type RouteAnswers, suggestRoute } from './suggest-route.ts';

const KEY = 'other90:route';

/** Suggests a route; the answers are kept in this browser and in no other place. */
class RouteCheck extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form');
    if (!form) return;
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const answers = Object.fromEntries(
        [...new FormData(form)].map(([name, value]) => [name, String(value)]),
      );
      keep(answers);
      this.show(answers);
    });
    const before = kept();
    for (const input of form.querySelectorAll('input')) input.checked = before[input.name] === input.value;
    if (Object.keys(before).length > 0) this.show(before);
  }

  private show(answers: RouteAnswers): void {
    const route = suggestRoute(answers);
    this.write('.why', route.why);
    this.write('.how', route.how);
    const list = this.querySelector('.route');
    for (const item of this.querySelectorAll<HTMLElement>('[data-module]'))
      item.hidden = !route.modules.includes(item.dataset.module ?? '');
    for (const id of route.modules) {
      const item = this.querySelector(`[data-module="${id}"]`);
      if (item) list?.append(item);
    }
    const result = this.querySelector<HTMLElement>('.result');
    if (result) result.hidden = false;
  }

  private write(selector: string, text: string): void {
    const place = this.querySelector(selector);
    if (place) place.textContent = text;
  }
}

function keep(answers: Record<string, string>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    // Storage is refused: the suggestion stands in the page all the same.
  }
}

function kept(): Record<string, string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return value && typeof value === 'object' ? (value as Record<string, string>) : {};
  } catch {
    return {};
  }
}

customElements.define('route-check', RouteCheck);
