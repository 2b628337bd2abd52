const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Brings an element of the reading pane to the middle. Parts that were never on the
 * screen have estimated heights, so it looks again once they are laid out.
 */
export function bringIntoView(find: () => Element | null): void {
  const show = (behavior: ScrollBehavior) => find()?.scrollIntoView({ block: 'center', behavior });
  const far = distance(find()) > window.innerHeight * 3;
  show(calm() || far ? 'instant' : 'smooth');
  if (far) requestAnimationFrame(() => requestAnimationFrame(() => show('instant')));
}

function distance(element: Element | null): number {
  return element ? Math.abs(element.getBoundingClientRect().top) : 0;
}
