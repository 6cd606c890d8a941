import type { HandoverPage } from './api.tsx'

/** What is given away of a page. */
export const promoteOf = ({ name, url, code }: HandoverPage) => ({ name, url, file: code, picture: null })
