import { z } from 'zod'
import { api, Id } from '#kit/api'

const tags = ['identity']
const write = { needs: 'identity:write' }
const reason = z.string().trim().min(2).max(200).meta({ description: 'Goes to the audit log' })

export const identity = {
  undoMerge: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/people/{id}/merges/{mergeId}/undo',
      tags,
      summary:
        'Take a merge back: both sides stand again, each with its own history, and are not merged again by evidence',
    })
    .input(z.object({ id: Id, mergeId: Id, reason }))
    .output(z.object({ persons: z.array(Id).meta({ description: 'Who stands now' }) })),
}
