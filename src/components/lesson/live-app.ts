/** The app of a lesson: nothing but this is loaded before the reader starts it. */
class LiveApp extends HTMLElement {
  connectedCallback(): void {
    const start = this.querySelector<HTMLButtonElement>('[data-start]');
    if (!start) return;
    start.hidden = false;
    start.addEventListener('click', async () => {
      try {
        const { liveAppView } = await import('./live-app-view.ts');
        await liveAppView(this).start();
      } catch (error) {
        const state = this.querySelector('.state');
        const reason = error instanceof Error ? error.message : String(error);
        if (state)
          state.textContent = `The app could not be loaded (${reason}). Check the connection and try again.`;
      }
    });
  }
}

customElements.define('live-app', LiveApp);
