import type { Box } from './api.tsx'

/** What something on a card is called: the first words of a text, else its kind. */
export const nameOf = (box: Box, kinds: Record<Box['kind'], string>): string =>
  box.kind === 'text' ? box.text.split('\n')[0]?.slice(0, 12) || kinds.text : kinds[box.kind]
