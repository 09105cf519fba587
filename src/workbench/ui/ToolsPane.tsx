/** The tools: attack console, checks, logs, database; in a container also terminal and preview. */
import { useRef } from 'preact/hooks';
import { useBench } from '../bench.ts';
import { ChecksPane } from './ChecksPane.tsx';
import { ConsolePane } from './ConsolePane.tsx';
import { DatabasePane } from './DatabasePane.tsx';
import { LogsPane } from './LogsPane.tsx';
import { PreviewPane } from './PreviewPane.tsx';
import { RunStrip } from './RunStrip.tsx';
import { TabList, TabPanel } from './TabList.tsx';
import { TerminalPane } from './TerminalPane.tsx';

export function ToolsPane() {
  const bench = useBench();
  const { grading, running, layout } = bench;
  const { runtimes } = bench;
  const container = runtimes?.usable.value;
  const chosen = layout.tool.value;
  const tool = !container && (chosen === 'terminal' || chosen === 'preview') ? 'attack' : chosen;
  // A shell goes on while another tool is looked at.
  const hasTerminal = useRef(false);
  if (tool === 'terminal') hasTerminal.current = true;
  const { total, done, passed, failed } = grading.tally.value;
  const errors = running.lines.value.filter(({ stream }) => stream === 'stderr').length;
  const checks = grading.busy.value
    ? `Checks ${done}/${total}`
    : failed > 0
      ? `Checks: ${failed} failed`
      : done > 0
        ? `Checks ${passed}/${total}`
        : 'Checks';
  return (
    <section class="wb-tools" aria-label="Tools">
      <TabList
        name="tool"
        label="Tools"
        class="tools"
        items={[
          { id: 'attack', label: 'Attack console' },
          { id: 'checks', label: checks },
          { id: 'logs', label: errors > 0 ? `Logs (${errors} errors)` : 'Logs' },
          { id: 'database', label: 'Database' },
          ...(container
            ? [
                { id: 'terminal' as const, label: 'Terminal' },
                { id: 'preview' as const, label: 'Preview' },
              ]
            : []),
        ]}
        selected={tool}
        onSelect={(id) => layout.showTool(id)}
      />
      {tool !== 'checks' && <RunStrip />}
      <TabPanel name="tool" id="attack" selected={tool}>
        <ConsolePane />
      </TabPanel>
      <TabPanel name="tool" id="checks" selected={tool}>
        <ChecksPane />
      </TabPanel>
      <TabPanel name="tool" id="logs" selected={tool}>
        {tool === 'logs' && <LogsPane />}
      </TabPanel>
      <TabPanel name="tool" id="database" selected={tool}>
        {tool === 'database' && <DatabasePane />}
      </TabPanel>
      {container && runtimes && (
        <>
          <TabPanel name="tool" id="terminal" selected={tool}>
            {hasTerminal.current && <TerminalPane container={container} />}
          </TabPanel>
          <TabPanel name="tool" id="preview" selected={tool}>
            {tool === 'preview' && <PreviewPane choice={runtimes} />}
          </TabPanel>
        </>
      )}
    </section>
  );
}
