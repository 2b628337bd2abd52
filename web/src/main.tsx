import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { RouterProvider } from './router';
import { applyTheme, storedTheme } from './ui/theme';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/ui.css';
import './styles/home.css';
import './styles/review.css';
import './styles/text.css';
import './styles/search.css';
import './styles/rules.css';

applyTheme(storedTheme());

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <RouterProvider>
        <App />
      </RouterProvider>
    </StrictMode>,
  );
}
