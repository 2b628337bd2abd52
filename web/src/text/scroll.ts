const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Brings an element of the reading pane to the middle. Parts that were never on the
 * screen have estimated heights, so it looks again once they are laid out.
 */
export function bringIntoView(find: () => Element | null): void {
  const element = find();
  if (!element) return;
  const show = (behavior: ScrollBehavior) => element.scrollIntoView({ block: 'center', behavior });
  if (calm() || Math.abs(element.getBoundingClientRect().top) > window.innerHeight * 3) {
    show('instant');
    requestAnimationFrame(() => requestAnimationFrame(() => show('instant')));
    return;
  }
  show('smooth');
  document.addEventListener(
    'scrollend',
    () => {
      if (find() === element && !onScreen(element)) show('instant');
    },
    { once: true, capture: true },
  );
}

function onScreen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}
