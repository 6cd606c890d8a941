/** Where the endpoints of a member's customers are, for pages that cannot carry the contract. */
export const customerRoutes = {
  card: 'GET /desk/customers',
  history: 'GET /desk/customers/{person}/timeline',
  tagChoices: 'GET /desk/tags',
  giveTag: 'PUT /desk/customers/{person}/tags/{tag}',
  takeTag: 'DELETE /desk/customers/{person}/tags/{tag}',
  reveal: 'POST /desk/customers/{person}/reveal',
} as const
