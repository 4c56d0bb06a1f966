/** Why to skip a test that gives files to others, or false to run it. It runs where CI is set, so that it is not forgotten there. */
export const rootOnly =
  process.geteuid?.() === 0 || process.env['CI']
    ? false
    : 'only root can give files to other users: run the tests as root, for example in a container'

/** A user that is never root's: `nobody` on most systems. */
export const stranger = 65_534
