import { createContext, use } from 'react'

/** IANA time zone of the workspace, given by the frame: days and times of every screen are there, wherever the reader is. */
export const WorkspaceZone = createContext<string | null>(null)

export function useZone(): string {
  const zone = use(WorkspaceZone)
  if (zone === null) throw new Error('useZone needs WorkspaceZone')
  return zone
}
