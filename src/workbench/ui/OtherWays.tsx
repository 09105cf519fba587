/** The right proofs of the exercise: other ways that also pass, to be read beside the starter or the own code. */
import { useSignal } from '@preact/signals';
import type { ProofWords } from '../../course/proof.ts';
import { useBench } from '../bench.ts';
import { fetchFiles, fetchWays, wayUrl } from '../fetched.ts';
import { who } from '../outcome-words.ts';
import { Glyph } from './Glyph.tsx';

/** Only after a pass or a reveal: each of them is a whole answer. */
export function OtherWays({ url }: { url: string }) {
  const bench = useBench();
  const ways = useSignal<ProofWords[] | undefined>(undefined);
  const fetching = useSignal(false);
  const problem = useSignal('');

  const trying = async (what: () => Promise<void>) => {
    problem.value = '';
    try {
      await what();
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  const list = async () => {
    fetching.value = true;
    await trying(async () => {
      ways.value = await fetchWays(url);
    });
    fetching.value = false;
  };
  const look = (way: ProofWords, beside: 'starter' | 'own') =>
    trying(async () => {
      const files = await fetchFiles(wayUrl(url, way.name), 'this way');
      const version = { title: way.name, files };
      bench.compare(
        beside === 'own' ? version : { title: 'the starter', files: bench.starter, right: version },
      );
    });

  return (
    <section class="wb-ways">
      <h2>Other ways that also pass</h2>
      {ways.value === undefined ? (
        <>
          <p>
            Other people would write it differently. The same checks pass on each of these, on every build.
          </p>
          <button type="button" class="button" disabled={fetching.value} onClick={() => void list()}>
            <Glyph name="columns" />
            {fetching.value ? 'Fetching…' : 'Show other ways'}
          </button>
        </>
      ) : ways.value.length === 0 ? (
        <p>There are none yet.</p>
      ) : (
        <ul>
          {ways.value.map((way) => (
            <li key={way.name}>
              <p>{way.summary}</p>
              {way.why && <p class="why">{way.why}</p>}
              <p class="label">
                {way.name}, as {who(way.by)} would write it
              </p>
              <div class="wb-row">
                <button
                  type="button"
                  class="button small"
                  aria-label={`Beside the starter: ${way.name}`}
                  onClick={() => void look(way, 'starter')}
                >
                  <Glyph name="compare" /> Beside the starter
                </button>
                <button
                  type="button"
                  class="button small quiet"
                  aria-label={`Beside your code: ${way.name}`}
                  onClick={() => void look(way, 'own')}
                >
                  Beside your code
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {problem.value && (
        <p class="wb-problem" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}
