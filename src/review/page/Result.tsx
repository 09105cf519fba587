/** What came of the review that was handed in: the score, then a word on every line of the key and on every false mark. */
import type { ComponentChildren } from 'preact';
import Icon from '../../components/Icon.tsx';
import type { Place } from '../../course/exercise.ts';
import { isSame } from '../same-place.ts';
import type { FindingScore, Mark, ReviewScore } from '../score.ts';
import { SEVERITY_WORDS } from '../severity.ts';
import type { PageFinding, PageKey } from './key.ts';
import type { ReviewProps } from './Review.tsx';
import type { ReviewStore } from './review-store.ts';

export function Result({ store, categories, next }: ReviewProps & { store: ReviewStore }) {
  const score = store.score.value;
  const key = store.key.value;
  if (!score || !key) return store.handedIn.value ? <Unreachable store={store} /> : null;
  const named = (id: string) => categories.find((category) => category.id === id)?.title ?? id;
  const passedOnce = score.passed || store.work.passed.value !== undefined;
  return (
    <section class="result" aria-labelledby="result-title">
      <header class={score.passed ? 'passed' : 'failed'}>
        <p class={`verdict ${score.passed ? 'held' : 'breach'}`}>
          <Icon name={score.passed ? 'works' : 'broken'} /> {score.passed ? 'Passed' : 'Not passed yet'}
        </p>
        <h2 id="result-title" tabIndex={-1}>
          {titleOf(score, key)}
        </h2>
        <p class="points">
          {score.earned} of {score.max} points
        </p>
        <Criteria score={score} keyOf={key} />
        {store.changed.value && (
          <p class="stale">
            <Icon name="pending" /> You changed your marks since. This is about the review that you handed in.
          </p>
        )}
        <div class="row">
          {score.passed && (
            <a class="button primary large" href={next.href}>
              {next.words} <Icon name="arrow" />
            </a>
          )}
          <button type="button" class={`button ${score.passed ? '' : 'primary'}`} onClick={lookAgain}>
            {score.passed ? 'Back to the code' : 'Look again, with my marks'}
          </button>
        </div>
      </header>
      <Findings store={store} score={score} keyOf={key} named={named} open={passedOnce} />
      <FalseMarks score={score} keyOf={key} named={named} />
      {score.passed && <LeftAlone keyOf={key} />}
    </section>
  );
}

function Unreachable({ store }: { store: ReviewStore }) {
  return (
    <section class="result" aria-label="Result">
      <p>
        Your last review is kept, and its key could not be fetched.{' '}
        <button type="button" class="button" onClick={() => void store.handIn()}>
          Try again
        </button>
      </p>
    </section>
  );
}

function titleOf({ passed, found }: ReviewScore, { findings }: PageKey): string {
  if (passed) return `All ${findings.length} holes found, and the good lines left alone`;
  if (found === findings.length) return `All ${findings.length} holes found, but …`;
  if (found === 0) return `None of the ${findings.length} holes found`;
  return `${found} of ${findings.length} holes found`;
}

function Criteria({ score, keyOf }: { score: ReviewScore; keyOf: PageKey }) {
  const { pass, findings, decoys } = keyOf;
  const fallen = score.decoys.filter(({ marks }) => marks.length > 0).length;
  const list = [
    {
      holds: score.found === findings.length,
      text: `${score.found} of ${findings.length} holes found and named`,
      needs: 'all needed',
    },
    {
      holds: fallen === 0,
      text: `${fallen} of ${decoys.length} places marked that only look bad`,
      needs: 'none allowed',
    },
    {
      holds: score.ranked >= pass.ranked.atLeast,
      text: `${score.ranked} of ${findings.length} severities right`,
      needs: `at least ${pass.ranked.atLeast} needed`,
    },
    {
      holds: score.falseMarks.length <= pass.falseMarks.atMost,
      text: `${score.falseMarks.length} ${score.falseMarks.length === 1 ? 'mark fits' : 'marks fit'} nothing`,
      needs: `at most ${pass.falseMarks.atMost} allowed`,
    },
  ];
  return (
    <ul class="criteria">
      {list.map(({ holds, text, needs }) => (
        <li key={needs} class={holds ? 'holds' : 'fails'}>
          <Icon name={holds ? 'works' : 'broken'} />
          <span>
            {text} <span class="needs">{needs}</span>
            <span class="sr-only">{holds ? ': enough' : ': not enough'}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface FindingsProps {
  store: ReviewStore;
  score: ReviewScore;
  keyOf: PageKey;
  named(category: string): string;
  /** Nothing is given away any more. */
  open: boolean;
}

function Findings({ store, score, keyOf, named, open }: FindingsProps) {
  const pairs = keyOf.findings.flatMap((finding, index) => {
    const came = score.findings[index];
    return came ? [{ finding, came }] : [];
  });
  const found = pairs.filter(({ came }) => came.state === 'found');
  const missed = pairs.filter(({ came }) => came.state !== 'found');
  const reveal = () => {
    if (!open && !store.work.solutionShown.peek()) store.work.showSolution();
  };
  return (
    <>
      {missed.length > 0 && (
        <section aria-labelledby="missed">
          <h3 id="missed">Missed</h3>
          <p class="intro">
            Closed, so that you can look once more first. Your certificate says when you looked here before
            you passed.
          </p>
          {missed.map(({ finding, came }) => (
            <details
              key={finding.id}
              class="finding missed"
              open={open}
              onToggle={(event) => {
                if (event.currentTarget.open) reveal();
              }}
            >
              <summary>
                <span class="verdict breach">
                  <Icon name="breach" /> {came.state === 'misnamed' ? 'misnamed' : 'missed'}
                </span>
                <span>
                  {came.state === 'misnamed'
                    ? `You marked ${linesTold(came.marks)}, and something else is wrong with it`
                    : `A hole in ${finding.where}`}
                </span>
              </summary>
              <h4>{finding.title}</h4>
              <Body finding={finding}>
                <p class="label">
                  <Lines places={finding.lines} /> · {named(finding.categories[0] ?? '')} ·{' '}
                  {severityOf(finding)}
                </p>
              </Body>
            </details>
          ))}
        </section>
      )}
      {found.length > 0 && (
        <section aria-labelledby="found">
          <h3 id="found">Found</h3>
          {found.map(({ finding, came }) => (
            <article key={finding.id} class="finding">
              <p>
                <span class="verdict held">
                  <Icon name="works" /> found
                </span>
              </p>
              <h4>{finding.title}</h4>
              <Body finding={finding}>
                <p class="label">
                  <Lines places={came.marks} /> · {named(came.marks[0]?.category ?? '')} ·{' '}
                  {severityOf(finding)}
                </p>
                {!came.ranked && <Ranked finding={finding} came={came} />}
              </Body>
            </article>
          ))}
        </section>
      )}
    </>
  );
}

const severityOf = ({ severities }: PageKey['findings'][number]) =>
  severities.map((severity) => SEVERITY_WORDS[severity].title.toLowerCase()).join(' or ');

function Ranked({ finding, came }: { finding: PageKey['findings'][number]; came: FindingScore }) {
  const said = came.marks.find(({ severity }) => !finding.severities.includes(severity))?.severity;
  const [ours] = finding.severities;
  if (!said || !ours) return null;
  return (
    <p class="ranked">
      You called it {said}; it is {severityOf(finding)}. {SEVERITY_WORDS[ours].title}:{' '}
      {SEVERITY_WORDS[ours].means}
    </p>
  );
}

function Body({ finding, children }: { finding: PageFinding; children: ComponentChildren }) {
  return (
    <div class="body">
      {children}
      <h5>What happens</h5>
      <Html html={finding.happens} />
      <h5>What to write instead</h5>
      <Html html={finding.instead} />
      <p class="label sources">
        {[...finding.standards, ...finding.read].map(({ label, url }) => (
          <a key={url} href={url}>
            {label}
          </a>
        ))}
      </p>
    </div>
  );
}

function FalseMarks({ score, keyOf, named }: Pick<FindingsProps, 'score' | 'keyOf' | 'named'>) {
  if (score.falseMarks.length === 0) return null;
  return (
    <section aria-labelledby="false-marks">
      <h3 id="false-marks">Marks that fit nothing</h3>
      {score.falseMarks.map((mark) => (
        <article key={`${mark.line} ${mark.category}`} class="finding">
          <p>
            <span class="verdict breach">
              <Icon name="broken" /> not this
            </span>
          </p>
          <h4>
            <Lines places={[mark]} /> · {named(mark.category)}
          </h4>
          <Html html={whyFine(keyOf, mark)} />
        </article>
      ))}
    </section>
  );
}

function whyFine({ findings, decoys, fine }: PageKey, mark: Mark): string {
  const on = ({ lines }: { lines: readonly Place[] }) => lines.some((place) => isSame(place, mark));
  const known = [...decoys, ...fine].find(on);
  if (known) return known.why;
  return findings.some(on)
    ? '<p>Something is wrong with this line, but not this. Ask what a stranger can do here, and choose the category that says it.</p>'
    : '<p>On its own this line does what it should, for honest users and for strangers. If something is missing around it, mark the first line of the route.</p>';
}

function LeftAlone({ keyOf }: { keyOf: PageKey }) {
  return (
    <section aria-labelledby="left-alone">
      <h3 id="left-alone">Rightly left alone</h3>
      {keyOf.decoys.map((decoy) => (
        <details key={decoy.id} class="finding">
          <summary>
            <span class="verdict held">
              <Icon name="held" /> fine
            </span>
            <span>
              {decoy.title}, {linesTold(decoy.lines)}
            </span>
          </summary>
          <Html html={decoy.why} />
        </details>
      ))}
    </section>
  );
}

const Html = ({ html }: { html: string }) => <div class="text" dangerouslySetInnerHTML={{ __html: html }} />;

const numbers = (places: readonly Place[]) =>
  [...new Set(places.map(({ line }) => line))].sort((a, b) => a - b);

const linesTold = (places: readonly Place[]) => {
  const lines = numbers(places);
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
};

/** The lines, each a way back to the code. */
function Lines({ places }: { places: readonly Place[] }) {
  const lines = numbers(places);
  return (
    <>
      {lines.length === 1 ? 'Line' : 'Lines'}{' '}
      {lines.map((line, index) => (
        <span key={line}>
          {index > 0 && ', '}
          <button type="button" class="to-line" onClick={() => goTo(line)} aria-label={`Go to line ${line}`}>
            {line}
          </button>
        </span>
      ))}
    </>
  );
}

function goTo(line: number): void {
  const place = document.querySelector<HTMLElement>(`[data-line="${line}"]`);
  place?.scrollIntoView({ block: 'center' });
  place?.focus({ preventScroll: true });
}

function lookAgain(): void {
  const place =
    document.querySelector<HTMLElement>('.lines .mark.fine') ??
    document.querySelector<HTMLElement>('.lines [data-line]');
  document.querySelector('.files')?.scrollIntoView();
  place?.focus({ preventScroll: true });
}
