import type { CaseTitle } from './cases.ts'
import { array, double, int, nil, type Scalar, string, struct, type Value } from './values.ts'

/** A client program in test/interop/clients, and what is special about its library. */
export interface Client {
  readonly name: string
  /** Where its program is, and where its commands run. */
  readonly folder: string
  /** Of Debian; without any, npm has installed what it needs. */
  readonly packages: readonly string[]
  /** Shell command that fails where something is not installed. */
  readonly probe?: string
  /** Shell command that compiles the program into `$OUT`. */
  readonly build?: string
  readonly run: string
  /** What its library makes of status 401: it reads the fault in the body, or has words of its own. */
  readonly unauthorized: 'fault' | RegExp
  /** Where it is run besides UTC. Default Asia/Kolkata. */
  readonly zone?: string
  /** How many connections it needs in all, where it does not open one for each call. */
  readonly connections?: number
  /** What a value looks like where the language, or the library, cannot tell some types from others. */
  readonly shows?: (value: Value) => Value
  readonly differences?: readonly Difference[]
}

/** Calls that a library cannot make, or whose values do not come through whole, and why. */
export type Difference = readonly [
  titles: CaseTitle | readonly CaseTitle[],
  what: 'not sent' | Value,
  why: string,
]

const python = { folder: 'python', packages: ['python3'], probe: 'python3 -c "import xmlrpc.client"' }
const php = {
  folder: 'php',
  packages: ['php-cli', 'php-xmlrpc'],
  probe: `php -r 'exit(function_exists("xmlrpc_encode_request") ? 0 : 1);'`,
}

const noI8: Difference = ['an i8', 'not sent', 'it has no i8']
const nilCases: readonly CaseTitle[] = [
  'nil, which comes back as an empty text',
  'nil for an optional parameter',
]
const noNil: Difference = [nilCases, 'not sent', 'it has no nil']
const phpDifferences: readonly Difference[] = [
  noI8,
  ['a double of many digits', double('0.3'), 'it writes six digits'],
  ['a small double', int(0), 'it writes six digits'],
  ['an empty struct', array(), 'an empty array of PHP is always sent as an array'],
]

/** Each has one connection for the right password and one for the wrong one, where it keeps connections. */
export const clients: readonly Client[] = [
  {
    ...python,
    name: "Python's xmlrpc.client",
    run: 'exec python3 -B xmlrpc_client.py',
    unauthorized: /401 Unauthorized/,
    connections: 2,
    differences: [['an i8', 'not sent', 'it sends no whole number beyond 32 bits']],
  },
  {
    ...python,
    name: 'A client that looks like mmc.client.sync',
    run: 'exec python3 -B mmc_sync.py',
    unauthorized: /401 Unauthorized/,
    connections: 2,
    differences: [
      ['an i8', 'not sent', 'it sends no whole number beyond 32 bits'],
      [nilCases, 'not sent', 'its ServerProxy does not allow None'],
    ],
  },
  {
    ...python,
    name: 'A client that looks like mmc.client.async',
    run: 'exec python3 -B mmc_async.py',
    unauthorized: /401 Unauthorized/,
    differences: [['an i8', 'not sent', 'it sends no whole number beyond 32 bits']],
  },
  {
    ...php,
    name: 'A client that looks like the MMC web interface',
    run: 'exec php mmc_web.php',
    unauthorized: 'fault',
    differences: [
      ...phpDifferences,
      [
        ['a text with letters beyond Latin-1', 'a text beyond 16 bits'],
        'not sent',
        'it sends Latin-1, as references',
      ],
    ],
  },
  {
    ...php,
    name: "PHP's xmlrpc over streams",
    run: 'exec php streams.php',
    unauthorized: 'fault',
    differences: phpDifferences,
  },
  {
    name: "Perl's RPC::XML",
    folder: 'perl',
    packages: ['librpc-xml-perl'],
    probe: 'perl -MRPC::XML::Client -e 1',
    run: 'exec perl rpc_xml.pl',
    unauthorized: /Unauthorized/,
    // It waits to be asked for its credentials, and the agent closes a connection on which it refuses a body unread.
    connections: 4,
  },
  {
    name: "Perl's XMLRPC::Lite",
    folder: 'perl',
    packages: ['libxmlrpc-lite-perl'],
    probe: 'perl -MXMLRPC::Lite -e 1',
    run: 'exec perl xmlrpc_lite.pl',
    unauthorized: 'fault',
    connections: 2,
    shows: asText(['int', 'double', 'boolean', 'date'], bytes => bytes.toString('latin1')),
    differences: [noI8],
  },
  {
    name: "Perl's Frontier::Client",
    folder: 'perl',
    packages: ['libfrontier-rpc-perl'],
    probe: 'perl -MFrontier::Client -e 1',
    run: 'exec perl frontier.pl',
    unauthorized: /401 Unauthorized/,
    connections: 2,
    shows: asText(['int', 'double']),
    differences: [noI8, noNil, ['a member whose name holds markup', 'not sent', 'it escapes no names']],
  },
  {
    name: "Perl's XML::RPC::Fast",
    folder: 'perl',
    packages: ['libxml-rpc-fast-perl'],
    probe: 'perl -MXML::RPC::Fast -MXML::RPC::UA::LWP -e 1',
    run: 'exec perl xml_rpc_fast.pl',
    unauthorized: /401 Unauthorized/,
    connections: 2,
    shows: asText(['int', 'double']),
    differences: [
      ['a double of many digits', string('0.3'), 'Perl shows fifteen digits'],
      ['a small double', string('1e-07'), 'Perl shows it so'],
      ['a huge double', string('1e+300'), 'Perl shows it so'],
      [
        'a double of the agent that is whole',
        struct({ x: string('3'), count: string('3') }),
        'it makes a number of the text, and Perl shows it so',
      ],
    ],
  },
  {
    name: "Ruby's xmlrpc",
    folder: 'ruby',
    packages: ['ruby', 'ruby-xmlrpc'],
    probe: 'ruby -rxmlrpc/client -e 1',
    run: 'exec ruby xmlrpc.rb',
    unauthorized: /Authorization failed/,
    connections: 2,
    differences: [['an i8', 'not sent', 'it writes an <int> of 64 bits']],
  },
  {
    name: 'xmlrpc-c',
    folder: 'c',
    packages: ['gcc', 'libc6-dev', 'libxmlrpc-core-c3-dev'],
    probe: 'echo "#include <xmlrpc-c/client.h>" | gcc -E - > /dev/null',
    build: 'gcc -Wall -o "$OUT/client" xmlrpc_c.c -lxmlrpc_client -lxmlrpc -lxmlrpc_util',
    run: 'exec "$OUT/client"',
    unauthorized: /401/,
    connections: 2,
    differences: [
      ['a double of many digits', double('0.3000000000000001'), 'it reads and writes doubles in its own way'],
      ['a small double', double('1.0000000000000005e-7'), 'it reads and writes doubles in its own way'],
      ['a huge double', double('1.0000000000000002e300'), 'it reads and writes doubles in its own way'],
      ['a text beyond 16 bits', 'not sent', 'it takes no UTF-8 of four bytes'],
    ],
  },
  {
    name: "ROS's XmlRpc++",
    folder: 'cpp',
    packages: ['g++', 'libxmlrpcpp-dev'],
    probe: 'echo "#include <xmlrpcpp/XmlRpc.h>" | g++ -E -x c++ - > /dev/null',
    build: 'g++ -o "$OUT/client" xmlrpcpp.cpp -lxmlrpcpp',
    run: 'exec "$OUT/client"',
    unauthorized: 'fault',
    connections: 2,
    differences: [
      noI8,
      noNil,
      [
        ['a date', 'a date in summer', 'a date for a typed parameter'],
        'not sent',
        'it writes years and months as C counts them: 1240129',
      ],
      ['a member whose name holds markup', struct({ '&lt;a&gt;&amp;': int(1) }), 'it decodes no names'],
    ],
  },
  {
    name: "fldigi's XmlRpc++",
    folder: 'cpp',
    packages: ['g++', 'libflxmlrpc-dev'],
    probe: 'echo "#include <flxmlrpc/XmlRpc.h>" | g++ -E -x c++ - > /dev/null',
    build: 'g++ -DFLXMLRPC -o "$OUT/client" xmlrpcpp.cpp -lflxmlrpc',
    run: 'exec "$OUT/client"',
    unauthorized: 'fault',
    connections: 2,
    differences: [
      noI8,
      ['a huge double', 'not sent', 'it cuts a double at 255 characters, its end tag included'],
      ['a member whose name holds markup', struct({ '&lt;a&gt;&amp;': int(1) }), 'it decodes no names'],
    ],
  },
  {
    name: "Tcl's xmlrpc",
    folder: 'tcl',
    packages: ['tcl', 'tcl-xmlrpc'],
    probe: `printf 'if {[catch {package require xmlrpc}]} {exit 1}' | tclsh`,
    run: 'exec tclsh xmlrpc.tcl',
    unauthorized: /401/,
    differences: [
      noI8,
      noNil,
      ['a member whose name holds a blank', 'not sent', 'it takes no blank in the name of a member'],
    ],
  },
  {
    name: 'LuaXMLRPC',
    folder: 'lua',
    packages: ['lua5.1', 'lua-xmlrpc'],
    probe: `lua5.1 -e 'require "xmlrpc.http"'`,
    run: 'exec lua5.1 luaxmlrpc.lua',
    unauthorized: /<int>401</,
    shows: value => (value[0] === 'int' ? double(value[1]) : asText(['date'], wrapped)(value)),
    differences: [
      noI8,
      noNil,
      [
        [
          'a date',
          'a date in summer',
          'a date for a typed parameter',
          'bytes',
          'bytes of several lines',
          'bytes for a text',
        ],
        'not sent',
        'it only reads them',
      ],
      ['an empty struct', array(), 'an empty table of Lua may be either'],
    ],
  },
  {
    name: "Go's kolo/xmlrpc",
    folder: 'go',
    packages: ['golang-go', 'golang-github-kolo-xmlrpc-dev'],
    probe: 'go version && test -d /usr/share/gocode/src/github.com/kolo/xmlrpc',
    build: 'GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$OUT/cache" go build -o "$OUT/client" kolo.go',
    run: 'exec "$OUT/client"',
    unauthorized: /401/,
    connections: 2,
    shows: value => (value[0] === 'string' && value[1] === '' ? nil : asText([], wrapped)(value)),
    differences: [noI8, ['a member whose name holds markup', 'not sent', 'it escapes no names']],
  },
  {
    name: "Emacs's xml-rpc",
    folder: 'emacs',
    packages: ['emacs-nox', 'elpa-xml-rpc'],
    probe: `emacs --batch --eval "(progn (package-initialize) (require 'xml-rpc))"`,
    run: 'exec emacs --batch --load xml-rpc.el',
    unauthorized: /401/,
    shows(value) {
      if (value[0] === 'int') return double(value[1])
      const isNothing = value[1].length === 0 || (value[0] === 'boolean' && value[1] === '0')
      return isNothing ? nil : value
    },
    differences: [
      noI8,
      [
        'a signature',
        struct({ array: array(string('string')), string: array(string('string')) }),
        'a list of lists of texts may be a struct',
      ],
      ['an empty struct for a typed one', 'not sent', 'its empty list is its false, and sent as that'],
    ],
  },
  {
    name: 'npm xmlrpc',
    folder: 'node',
    packages: [],
    run: 'exec node --no-deprecation xmlrpc.js',
    // Half an hour is too fine for it: it would read every date an hour late.
    zone: 'Asia/Tokyo',
    unauthorized: 'fault',
    connections: 2,
    differences: [
      noI8,
      [
        ['a whole double beyond 32 bits', 'a huge double'],
        'not sent',
        'it writes every whole number as <int>, even 1e+300',
      ],
      ['a member called __proto__', struct({}), 'it loses a member of that name'],
      [
        'a double of the agent that is whole',
        struct({ x: int(3), count: int(3) }),
        'JavaScript has one kind of numbers',
      ],
    ],
  },
]

/** Values that are texts to the language; bytes become the text that is given for them. */
function asText(types: readonly Scalar[], textOfBytes?: (bytes: Buffer) => string) {
  return (value: Value): Value => {
    const [type, content] = value
    if (type === 'array' || type === 'struct') return value
    if (type === 'base64' && textOfBytes) return string(textOfBytes(Buffer.from(content, 'base64')))
    return types.includes(type) ? string(content) : value
  }
}

/** Base64 as the agent writes it. */
function wrapped(bytes: Buffer) {
  return `\n${bytes.toString('base64').replace(/.{1,76}/g, '$&\n')}`
}
