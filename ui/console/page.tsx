// They stand with what every page has loaded: a part of their own cost each page more than they weigh.
export { useNarrow, useTitle } from './preferences.tsx'
