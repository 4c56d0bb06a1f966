// Removes the folders named on the command line, so that a file deleted from the sources leaves no compiled ghost.
import { rmSync } from 'node:fs'

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true })
