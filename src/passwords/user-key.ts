/**
 * The form in which names of users are compared, remembered and counted: without case, without the differences that
 * Unicode calls compatible, and without blanks that cannot be seen. Directories such as LDAP compare alike, so that by
 * another spelling nobody gets other rights or more guesses.
 */
export function userKey(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
