import { createContext, type ReactNode } from 'react'

/** What the app puts beside the filters of every list, such as saved views: ui/ knows no endpoint. */
export const ListTools = createContext<ReactNode>(null)
