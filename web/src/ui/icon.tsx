// Icons drawn for this app on a 20-unit grid, in strokes of the text's colour.
const paths = {
  arrow: 'M4 10h12M11 5l5 5-5 5',
  back: 'M16 10H4M9 5l-5 5 5 5',
  check: 'M4 10.500l4 4 8-9',
  chevron: 'M7 5l5 5-5 5',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7 7V4h9v9h-3M4 7h9v9H4z',
  document: 'M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500M7.500 10h5M7.500 13h5',
  download: 'M10 3v10M5.500 9l4.500 4.500L14.500 9M4 17h12',
  flag: 'M5 18V3M5 4h10l-2.500 3.500L15 11H5',
  help: 'M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15zM7.800 7.800a2.300 2.300 0 1 1 3.200 2.200c-.7.3-1 .8-1 1.500M10 14.200v.1',
  moon: 'M16 12.500A7 7 0 0 1 7.500 4a6.500 6.500 0 1 0 8.500 8.500z',
  more: 'M4.500 10h.01M10 10h.01M15.500 10h.01',
  search: 'M9 3.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11zM13.200 13.200L17 17',
  shield: 'M10 2.500l6 2.200v4.800c0 4-2.600 6.700-6 8-3.400-1.300-6-4-6-8V4.700z',
  sun: 'M10 6.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1.100 1.100M14.600 14.600l1.100 1.100M15.700 4.300l-1.100 1.100M5.400 14.600l-1.100 1.100',
  trash: 'M4 6h12M8 6V3.500h4V6M5.500 6l.8 11h7.400l.8-11M8.500 9v5M11.500 9v5',
  upload: 'M10 13V3M5.500 7.500L10 3l4.500 4.500M4 13v4h12v-4',
  warning: 'M10 3l7.500 13.500h-15zM10 8v4M10 14.300v.1',
} as const;

export type IconName = keyof typeof paths;

/** An icon that says nothing the text beside it does not. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
