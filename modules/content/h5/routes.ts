/** Where the endpoints of scripts are, for pages that cannot carry the contract. */
export const scriptRoutes = {
  list: 'GET /scripts',
  used: 'POST /scripts/{id}/uses',
} as const
