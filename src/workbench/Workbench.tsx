/** The exercise page's island: brief, editor, attack console, checks, logs, database. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FixExercise } from '../course/exercise.ts';
import type { ProofWords } from '../course/proof.ts';
import type { Files, Runtime } from '../runtimes/runtime.ts';
import { Bench, BenchProvider, type Way, type Workspace } from './bench.ts';
import { type CourseUrls, fetchFiles } from './fetched.ts';
import { runtimeChoice } from './runtimes.ts';
import { followShortcuts } from './shortcuts.ts';
import { References } from './state/outcomes.ts';
import type { RuntimeChoice } from './state/runtime-choice.ts';
import { guardLeaving } from './state/tabs.ts';
import { IndexedDbStorage } from './storage/indexed-db.ts';
import './css/index.css';
import { Dialogs } from './ui/Dialogs.tsx';
import { EditorPane } from './ui/EditorPane.tsx';
import { Notices } from './ui/Notices.tsx';
import { RuntimeBar } from './ui/RuntimeBar.tsx';
import { SidePane } from './ui/SidePane.tsx';
import { Splitter } from './ui/Splitter.tsx';
import { Toast } from './ui/Toast.tsx';
import { Toolbar } from './ui/Toolbar.tsx';
import { ToolsPane } from './ui/ToolsPane.tsx';

export interface WorkbenchProps {
  exercise: FixExercise;
  starter: Files;
  /** The text of `requests.http`. */
  requests: string;
  briefHtml: string;
  /** One a hint, in the order of `exercise.hints`. */
  hintsHtml: string[];
  urls: CourseUrls;
  /** The wrong fix in "Three outcomes". */
  outcome?: ProofWords;
  /** Lessons that lead to this exercise. */
  lessons?: ReadonlyArray<Way>;
  /** Where the course goes on after this exercise. */
  next?: Way;
  /** Where the page about runtimes is. */
  aboutRuntimes?: string;
  /** For tests; the page chooses among its runtimes. */
  loadRuntime?: () => Promise<Runtime>;
}

/** Wide enough that editor and tools fit beside each other. */
const BESIDE = '(min-width: 100rem)';

export default function Workbench(props: WorkbenchProps) {
  const [workspace, setWorkspace] = useState<Workspace>('own');
  const [references] = useState(() => referencesFor(props));
  const [runtimes] = useState(() => (props.loadRuntime ? undefined : runtimeChoice(props.exercise)));
  useEffect(() => runtimes?.start(), [runtimes]);
  return (
    <OneWorkspace
      key={workspace}
      {...props}
      workspace={workspace}
      switchWorkspace={setWorkspace}
      references={references}
      runtimes={runtimes}
    />
  );
}

function referencesFor({ exercise, starter, outcome, urls }: WorkbenchProps): References {
  const { outcome: wrongUrl, solution } = urls;
  return new References({
    exercise,
    starter,
    ...(outcome &&
      wrongUrl !== undefined && {
        wrong: { words: outcome, fetch: () => fetchFiles(wrongUrl, 'the wrong fix') },
      }),
    fetchSolution: () => fetchFiles(solution, 'the solution'),
  });
}

interface OneWorkspaceProps extends WorkbenchProps {
  workspace: Workspace;
  switchWorkspace: (to: Workspace) => void;
  references: References;
  runtimes: RuntimeChoice | undefined;
}

function OneWorkspace(props: OneWorkspaceProps) {
  const [bench] = useState(
    () =>
      new Bench({
        exercise: props.exercise,
        starter: props.starter,
        workspace: props.workspace,
        switchWorkspace: props.switchWorkspace,
        requests: props.requests,
        references: props.references,
        ...(props.next && { next: props.next }),
        storage: new IndexedDbStorage(),
        tabs: {
          locks: globalThis.navigator?.locks,
          openChannel:
            typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name),
        },
        loadRuntime:
          props.loadRuntime ?? (async () => (props.runtimes ?? runtimeChoice(props.exercise)).load()),
        runtimes: props.runtimes,
      }),
  );
  const root = useRef<HTMLDivElement>(null);
  const [roomBeside, setRoomBeside] = useState(false);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const query = matchMedia(BESIDE);
    const measure = () => setRoomBeside(query.matches);
    measure();
    query.addEventListener('change', measure);
    const stops = [
      rememberLayout(bench),
      guardLeaving(bench.work, window),
      bench.announceVerdicts(),
      bench.announceOutcomes(),
      followShortcuts(bench, window),
      () => query.removeEventListener('change', measure),
    ];
    void bench.work.restore().then(() => bench.tabs.start());
    openByAddress(bench);
    return () => {
      for (const stop of stops) stop();
      bench.close();
    };
  }, [bench]);

  const { arrangement, view } = bench.layout;
  const { side, below, beside, toolsAt, sideHidden } = arrangement.value;
  const at = toolsAt === 'auto' ? (roomBeside ? 'beside' : 'below') : toolsAt;
  const share = at === 'below' ? below : beside;

  return (
    <BenchProvider value={bench}>
      <div
        ref={root}
        class="wb"
        data-view={view.value}
        data-tools={at}
        data-side={sideHidden ? 'hidden' : 'shown'}
        aria-busy={!bench.work.restored.value}
      >
        <Toolbar toolsAt={at} />
        <Notices />
        <div class="wb-panes" style={{ '--side': `${side * 100}%` }}>
          <SidePane
            briefHtml={props.briefHtml}
            hintsHtml={props.hintsHtml}
            urls={props.urls}
            lessons={props.lessons ?? []}
          />
          <Splitter
            label="Width of the brief"
            orientation="vertical"
            value={side}
            min={0.15}
            max={0.5}
            onChange={(value) => bench.layout.change({ side: value })}
          />
          <div class="wb-main" style={{ '--tools': `${share * 100}%` }}>
            <EditorPane />
            <Splitter
              label={at === 'below' ? 'Height of the tools' : 'Width of the tools'}
              orientation={at === 'below' ? 'horizontal' : 'vertical'}
              value={share}
              min={0.2}
              max={0.75}
              after
              onChange={(value) => bench.layout.change(at === 'below' ? { below: value } : { beside: value })}
            />
            <ToolsPane />
          </div>
        </div>
        {props.runtimes && <RuntimeBar choice={props.runtimes} about={props.aboutRuntimes ?? '/runtimes/'} />}
        <PhoneTabs bench={bench} />
        <Dialogs />
        <Toast />
        <div class="sr-only" role="status" aria-live="polite">
          {bench.announcement}
        </div>
      </div>
    </BenchProvider>
  );
}

/** On a phone one thing is shown at a time; these choose it. */
function PhoneTabs({ bench }: { bench: Bench }) {
  const { view, tool } = bench.layout;
  const here = view.value === 'tools' ? tool.value : view.value;
  const entries = [
    ['brief', 'Brief', () => bench.layout.showSide(bench.layout.sideTab.peek())],
    ['code', 'Code', () => (view.value = 'code')],
    ['attack', 'Attack', () => bench.layout.showTool('attack')],
    ['checks', 'Checks', () => bench.layout.showTool('checks')],
    ['logs', 'Logs', () => bench.layout.showTool('logs')],
    ['database', 'Data', () => bench.layout.showTool('database')],
    ...(bench.runtimes?.usable.value
      ? ([['terminal', 'Terminal', () => bench.layout.showTool('terminal')]] as const)
      : []),
  ] as const;
  return (
    <nav class="wb-phone-tabs" aria-label="Parts of the workbench">
      {entries.map(([id, label, show]) => (
        <button key={id} type="button" aria-current={id === here ? 'true' : undefined} onClick={show}>
          {label}
        </button>
      ))}
    </nav>
  );
}

/** A lesson can lead to "Three outcomes" by #outcomes. The hash goes, so that a reload comes back to the work. */
function openByAddress(bench: Bench): void {
  if (location.hash !== '#outcomes') return;
  history.replaceState(history.state, '', location.pathname + location.search);
  bench.dialog.value = { kind: 'outcomes' };
}

function rememberLayout(bench: Bench): () => void {
  try {
    return bench.layout.remember(localStorage);
  } catch {
    // Reading the property alone throws where storage is refused.
    return () => undefined;
  }
}
