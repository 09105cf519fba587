/** What is wrong with a line, and how bad. Every change is kept at once, so there is nothing to save. */
import { SEVERITIES } from '../../course/severities.ts';
import { SEVERITY_WORDS } from '../severity.ts';
import type { DraftMark } from './marks.ts';
import type { ReviewProps } from './Review.tsx';
import type { ReviewStore } from './review-store.ts';

interface Props {
  store: ReviewStore;
  mark: DraftMark;
  categories: ReviewProps['categories'];
  /** Called after the form closed. */
  onClose(): void;
  onAnother(): void;
}

export function MarkForm({ store, mark, categories, onClose, onAnother }: Props) {
  const locked = store.work.readOnly.value;
  const close = () => {
    store.open.value = undefined;
    onClose();
  };
  return (
    <fieldset
      class="mark-form"
      disabled={locked}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <legend class="sr-only">The mark on line {mark.line}</legend>
      <div class="what">
        <label for="mark-category">What is wrong with line {mark.line}?</label>
        <select
          id="mark-category"
          value={mark.category ?? ''}
          onChange={(event) => store.change(mark.id, { category: event.currentTarget.value })}
        >
          <option value="" disabled>
            Choose …
          </option>
          {categories.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div class="bad" role="radiogroup" aria-labelledby="mark-severity">
        <span id="mark-severity">How bad is it?</span>
        <div>
          {SEVERITIES.map((severity) => (
            <label key={severity}>
              <input
                type="radio"
                name="severity"
                value={severity}
                checked={mark.severity === severity}
                aria-describedby={`means-${severity}`}
                onChange={() => store.change(mark.id, { severity })}
              />
              <span>
                <strong>{SEVERITY_WORDS[severity].title}</strong>{' '}
                <span class="means" id={`means-${severity}`}>
                  {SEVERITY_WORDS[severity].means}
                </span>
              </span>
            </label>
          ))}
        </div>
      </div>
      <div class="row">
        <button type="button" class="button" onClick={close}>
          Done
        </button>
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            store.remove(mark.id);
            onClose();
          }}
        >
          Remove
        </button>
        <button type="button" class="button quiet" onClick={onAnother}>
          Another mark on this line
        </button>
      </div>
    </fieldset>
  );
}
