/** How the page is arranged, remembered for all exercises. Only convenience: when storage is refused, nothing is lost. */
import { effect, type Signal, signal } from '@preact/signals';

export const TOOLS = ['attack', 'checks', 'logs', 'database', 'terminal', 'preview'] as const;
export type Tool = (typeof TOOLS)[number];
export type SideTab = 'brief' | 'hints';
/** What a phone shows: one thing at a time. */
export type View = 'brief' | 'code' | 'tools';

export interface Arrangement {
  /** Share of the width that the brief takes. */
  side: number;
  /** Share of the height (tools below) or of the width (tools beside) that the tools take. */
  below: number;
  beside: number;
  toolsAt: 'below' | 'beside' | 'auto';
  sideHidden: boolean;
  plainEditor: boolean;
}

const DEFAULTS: Arrangement = {
  side: 0.27,
  below: 0.5,
  beside: 0.34,
  toolsAt: 'auto',
  sideHidden: false,
  plainEditor: false,
};

const KEY = 'other90:workbench';

export class LayoutStore {
  readonly arrangement: Signal<Arrangement> = signal(DEFAULTS);
  readonly tool: Signal<Tool> = signal<Tool>('attack');
  readonly sideTab: Signal<SideTab> = signal<SideTab>('brief');
  readonly view: Signal<View> = signal<View>('brief');

  /** Reads what was remembered and keeps what changes. Returns the way to stop. */
  remember(storage: Storage): () => void {
    this.arrangement.value = read(storage);
    return effect(() => {
      const text = JSON.stringify(this.arrangement.value);
      try {
        storage.setItem(KEY, text);
      } catch {
        // Refused or full: the arrangement lasts as long as the page.
      }
    });
  }

  change(change: Partial<Arrangement>): void {
    this.arrangement.value = { ...this.arrangement.peek(), ...change };
  }

  /** Shows a tool, on a phone too. */
  showTool(tool: Tool): void {
    this.tool.value = tool;
    this.view.value = 'tools';
  }

  showSide(tab: SideTab): void {
    this.sideTab.value = tab;
    this.view.value = 'brief';
    if (this.arrangement.peek().sideHidden) this.change({ sideHidden: false });
  }
}

function read(storage: Storage): Arrangement {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return DEFAULTS;
    const found = stored as Record<string, unknown>;
    const share = (value: unknown, fallback: number) =>
      typeof value === 'number' && value > 0 && value < 1 ? value : fallback;
    return {
      side: share(found.side, DEFAULTS.side),
      below: share(found.below, DEFAULTS.below),
      beside: share(found.beside, DEFAULTS.beside),
      toolsAt: found.toolsAt === 'below' || found.toolsAt === 'beside' ? found.toolsAt : 'auto',
      sideHidden: found.sideHidden === true,
      plainEditor: found.plainEditor === true,
    };
  } catch {
    return DEFAULTS;
  }
}
