/** Tells the bench where this server listens, and ends it with the bench, however that ends. */
export function listening(server) {
  process.send(server.address().port)
  process.once('disconnect', () => process.exit())
}
