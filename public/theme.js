// Blocking, so that the page never shows in the wrong theme first; a file of its own, so that a
// Content-Security-Policy without inline scripts holds.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem('theme');
    } catch {
      return null; // storage refused: the system's theme
    }
  };
  const system = matchMedia('(prefers-color-scheme: dark)');
  const shown = () => root.dataset.theme || (system.matches ? 'dark' : 'light');
  const tell = () => {
    for (const button of document.querySelectorAll('[data-theme-switch]')) {
      button.hidden = false;
      button.setAttribute('aria-pressed', String(shown() === 'dark'));
    }
    dispatchEvent(new CustomEvent('themechange', { detail: shown() }));
  };
  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  apply(kept());
  document.addEventListener('DOMContentLoaded', tell);
  system.addEventListener('change', tell);
  addEventListener('storage', (event) => {
    if (event.key !== 'theme') return;
    apply(event.newValue);
    tell();
  });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-theme-switch]')) return;
    const theme = shown() === 'dark' ? 'light' : 'dark';
    apply(theme);
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // holds for this page then
    }
    tell();
  });
})();
