export type Theme = 'system' | 'light' | 'dark';

const key = 'parley.theme';

export function storedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Sets the theme on the page and remembers it; the stylesheet does the rest. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(key);
    delete document.documentElement.dataset['theme'];
    return;
  }
  localStorage.setItem(key, theme);
  document.documentElement.dataset['theme'] = theme;
}
