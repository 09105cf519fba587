/** Before and after: one request, answered by the starter and by the learner's code, with the difference marked. */
import { type DiffLine, diffLines } from '../editor/diff-lines.ts';
import type { Delivery } from '../state/target.ts';
import { Verdict } from './AnswerView.tsx';

interface Props {
  mine: Delivery;
  starter: 'sending' | Delivery;
}

export function BesideStarter({ mine, starter }: Props) {
  const before = starter === 'sending' ? {} : starter;
  const lines = diffLines(before.answer?.body.text ?? '', mine.answer?.body.text ?? '');
  return (
    <div class="wb-beside-answers">
      <Side title="The starter" delivery={before} lines={lines.filter(({ kind }) => kind !== 'new')} />
      <Side title="Your code" delivery={mine} lines={lines.filter(({ kind }) => kind !== 'gone')} />
    </div>
  );
}

function Side({ title, delivery, lines }: { title: string; delivery: Delivery; lines: DiffLine[] }) {
  return (
    <section aria-label={title}>
      <div class={`wb-beside-head ${delivery.answer?.outcome ?? ''}`}>
        <h3>{title}</h3>
        <Verdict delivery={delivery} />
      </div>
      {delivery.answer && (
        <pre>
          {lines.map(({ kind, text }, index) => (
            <div key={index} class={kind}>
              {kind !== 'same' && <span class="sr-only">only here: </span>}
              {text}
            </div>
          ))}
        </pre>
      )}
    </section>
  );
}
