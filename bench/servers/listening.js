/** Tells the bench where this server listens, and ends it with the bench, however that ends. */
export function listening(server) {
  // The bench may have given up before.
  if (!process.connected) process.exit()
  process.once('disconnect', () => process.exit())
  process.send(server.address().port)
}
