/** Where the endpoints of the desk are, for pages that cannot carry the contract. */
export const deskRoutes = {
  sign: 'POST /desk/signatures',
  tasks: 'GET /desk/tasks',
  team: 'GET /desk/team',
  takePhone: 'POST /desk/phones/{id}/number',
  tellPhone: 'POST /desk/phones/{id}/state',
  note: 'POST /desk/customers/{person}/follow-ups',
  finish: 'POST /desk/follow-ups/{id}/done',
} as const
