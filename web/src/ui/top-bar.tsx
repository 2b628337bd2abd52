import { useState } from 'react';
import { Link } from '../router';
import { Icon } from './icon';
import { applyTheme, storedTheme, type Theme } from './theme';

const places = [
  { to: '/', label: 'Reviews', holds: (path: string) => path === '/' || path.startsWith('/documents') },
  { to: '/search', label: 'Search', holds: (path: string) => path.startsWith('/search') },
  { to: '/rules', label: 'Playbook', holds: (path: string) => path.startsWith('/rules') },
];

export function TopBar({ path }: { path: string }) {
  return (
    <header className="topbar">
      <Link to="/" className="brand" aria-label="Parley, all reviews">
        <svg viewBox="0 0 32 32" aria-hidden="true" className="brand__mark">
          <path d="M6 5h12a5 5 0 0 1 5 5v4a5 5 0 0 1-5 5h-6l-6 5v-5.400A5 5 0 0 1 3 14v-4a5 5 0 0 1 3-5z" />
          <path d="M26.500 11.500A5 5 0 0 1 29 16v3a5 5 0 0 1-3 4.600V28l-5-4h-5a5 5 0 0 1-3.500-1.500H18a8 8 0 0 0 8-8z" />
        </svg>
        <span>Parley</span>
      </Link>
      <nav aria-label="Main" className="topbar__nav">
        {places.map((p) => (
          <Link key={p.to} to={p.to} aria-current={p.holds(path) ? 'page' : undefined}>
            {p.label}
          </Link>
        ))}
      </nav>
      <ThemeButton />
    </header>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const dark = theme === 'dark' || (theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  const flip = () => {
    const next = dark ? 'light' : 'dark';
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" className="button button--quiet button--icon" onClick={flip} aria-label={dark ? 'Light colours' : 'Dark colours'}>
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
}
