/** The brief, the prompt behind the app, the hints and the solution. */
import { useSignal } from '@preact/signals';
import { wholeBrief } from '../../course/whole-brief.ts';
import { useBench, type Way } from '../bench.ts';
import { type CourseUrls, fetchFiles } from '../fetched.ts';
import { Copy } from './Copy.tsx';
import { Glyph } from './Glyph.tsx';
import { OtherWays } from './OtherWays.tsx';
import { TabList, TabPanel } from './TabList.tsx';

interface Props {
  briefHtml: string;
  hintsHtml: string[];
  urls: CourseUrls;
  lessons: readonly Way[];
}

export function SidePane({ briefHtml, hintsHtml, urls, lessons }: Props) {
  const bench = useBench();
  const { exercise, work, layout } = bench;
  const tab = layout.sideTab.value;
  const shown = work.hintsShown.value.length;
  return (
    <section class="wb-side" aria-label="Brief and hints">
      <TabList
        name="side"
        label="Brief and hints"
        items={[
          { id: 'brief', label: 'Brief' },
          { id: 'hints', label: `Hints ${shown}/${hintsHtml.length}` },
        ]}
        selected={tab}
        onSelect={(id) => {
          layout.sideTab.value = id;
        }}
      />
      <TabPanel name="side" id="brief" selected={tab} class="wb-scroll">
        <article class="prose wb-brief">
          <p class="label">
            {exercise.minutes} minutes · {exercise.difficulty} · {exercise.checks.length} checks
          </p>
          <p class="wb-brief-title" aria-hidden="true">
            {exercise.title}
          </p>
          {lessons.length > 0 && (
            <p class="wb-before">
              Read first:{' '}
              {lessons.map(({ title, href }, index) => (
                <span key={href}>
                  {index > 0 && ' · '}
                  <a href={href}>{title}</a>
                </span>
              ))}
            </p>
          )}
          <div dangerouslySetInnerHTML={{ __html: briefHtml }} />
          <SamePrompt />
        </article>
      </TabPanel>
      <TabPanel name="side" id="hints" selected={tab} class="wb-scroll">
        <Hints hintsHtml={hintsHtml} urls={urls} />
      </TabPanel>
    </section>
  );
}

/** The same task for the learner's own AI tool. */
function SamePrompt() {
  const bench = useBench();
  const { exercise } = bench;
  return (
    <section class="wb-same-prompt">
      <h2>What does your own AI tool make of it?</h2>
      <p>
        Ask it for this, paste what it gives you, and the same checks run. It stays apart from your own work.
      </p>
      <div class="wb-row">
        <Copy text={() => exercise.prompt} label="Copy the prompt" />
        <Copy
          text={() => `${exercise.prompt.trim()}\n\n${wholeBrief(exercise)}`}
          label="Copy it with the whole brief"
        />
        {bench.workspace === 'own' && (
          <button type="button" class="button small" onClick={() => bench.switchWorkspace('ai')}>
            Try its answer
          </button>
        )}
      </div>
    </section>
  );
}

function Hints({ hintsHtml, urls }: { hintsHtml: string[]; urls: CourseUrls }) {
  const { work } = useBench();
  const shown = work.hintsShown.value;
  const next = hintsHtml.findIndex((_, index) => !shown.includes(index + 1)) + 1;
  return (
    <div class="wb-hints prose">
      {hintsHtml.length > 0 && shown.length === 0 && (
        <p>Each hint gives a little more away. They cost nothing, and are counted only so that you know.</p>
      )}
      <ol>
        {hintsHtml.map(
          (html, index) =>
            shown.includes(index + 1) && (
              <li key={index} id={`wb-hint-${index + 1}`}>
                <h2 class="label">
                  Hint {index + 1} of {hintsHtml.length}
                </h2>
                <div dangerouslySetInnerHTML={{ __html: html }} />
              </li>
            ),
        )}
      </ol>
      {next > 0 ? (
        <button
          type="button"
          class="button"
          disabled={work.readOnly.value}
          onClick={() => work.showHint(next)}
        >
          <Glyph name="hint" />
          Show hint {next} of {hintsHtml.length}
        </button>
      ) : (
        hintsHtml.length > 0 && <p class="label">That was the last hint.</p>
      )}
      <Solution urls={urls} />
    </div>
  );
}

/** Open after a pass; before it only when the learner says so. */
function Solution({ urls }: { urls: CourseUrls }) {
  const bench = useBench();
  const { work } = bench;
  const asking = useSignal(false);
  const problem = useSignal('');
  const open = bench.solutionOpen.value;
  const compare = async () => {
    problem.value = '';
    try {
      bench.compare({ title: 'the solution', files: await fetchFiles(urls.solution, 'the solution') });
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <section class="wb-solution">
      <h2>The solution</h2>
      {open ? (
        <>
          <p>One right answer of many, beside your code.</p>
          <button type="button" class="button" onClick={() => void compare()}>
            <Glyph name="compare" />
            Compare with the solution
          </button>
          <OtherWays url={urls.ways} />
        </>
      ) : asking.value ? (
        <>
          <p>You would see the whole answer. Your code stays as it is.</p>
          <div class="wb-row">
            <button
              type="button"
              class="button"
              onClick={() => {
                work.showSolution();
                void compare();
              }}
            >
              Show it
            </button>
            <button
              type="button"
              class="button quiet"
              onClick={() => {
                asking.value = false;
              }}
            >
              Not yet
            </button>
          </div>
        </>
      ) : (
        <>
          <p>It opens when every check has passed.</p>
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              asking.value = true;
            }}
          >
            Show it now…
          </button>
        </>
      )}
      {problem.value && (
        <p class="wb-problem" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}
