const whichAgent = `
Without --url it is the agent of the configuration file: -f <file> names another
file, --host and --port another address.`

/** What stands below the options in the help of each command: examples, and what the exit code says. */
export const helpText = {
  program: `
Examples:
  $ mmc-agent                             serve, with the shipped configuration
  $ mmc-agent -f /etc/mmc/agent.ini       serve with another one
  $ mmc-agent check -f /etc/mmc/agent.ini
                                          see first what that would do
  $ mmc-agent methods user                the methods that have to do with users
  $ mmc-agent call example.func1 Ada loud=true
                                          call one
  $ mmc-agent plugins --url https://host:7080
                                          how the plugins of a machine are

Exit codes:
  0 fine, 1 failure, 2 wrong command line, 3 wrong configuration,
  4 a required plugin is not active

Each command has more to say: mmc-agent call --help`,

  methods: `${whichAgent}

Examples:
  $ mmc-agent methods                     all of them
  $ mmc-agent methods computer            those with this in name or summary
  $ mmc-agent methods 'base.get*'         those whose name begins so; the quotes
                                          keep the * from the shell
  $ mmc-agent methods --json | jq -r '.[].name'

Exit codes:
  0 fine, 1 no method is like the pattern, or no agent answers,
  2 wrong command line, 3 wrong configuration`,

  describe: `${whichAgent}

Examples:
  $ mmc-agent describe example.func1
  $ mmc-agent describe example.func1 --json | jq .parameters

Exit codes:
  0 fine, 1 there is no such method, or no agent answers,
  2 wrong command line, 3 wrong configuration`,

  call: `${whichAgent}

Parameters:
  text         the next parameter, read by its type:
                 a string      any text, as it is: 007 stays 007
                 a number, a boolean, null
                               12, -1.5, true, null
                 a date        now, 2024-02-29, '2024-02-29 12:34' (UTC), or
                               with a zone, 2024-02-29T12:34+01:00
                 bytes         base64
                 an array, a struct
                               JSON
                 a union       the first of its types that fits, a string last
                 any value     JSON, or else text
  name=text    the parameter of that name, read by its type
  name:=json   the same as JSON, whatever its type
  name=@file   what a file holds: the text of a string, the bytes themselves, or
               JSON
  @file        several parameters: a JSON array, or an object with their names
  @-, name=@-  the same from standard input
  --           ends the options: what follows are parameters, with a - too

Examples:
  $ mmc-agent call example.func1 Ada
  $ mmc-agent call example.func1 loud=true name=Ada
  $ mmc-agent call example.func2 '[1, 2, 3]' factor=10
  $ echo '{"name": "Ada"}' | mmc-agent call example.func1 @-
  $ mmc-agent call example.whoami --login ada

Exit codes:
  0 fine, 1 the method answered with a fault, or no agent answers,
  2 wrong command line or parameters; nothing was sent,
  3 wrong configuration`,

  plugins: `${whichAgent}

Examples:
  $ mmc-agent plugins
  $ mmc-agent plugins --json | jq -r '.[] | select(.status != "pass").name'

Exit codes:
  0 an answer came, whatever it says, 1 no agent answers,
  2 wrong command line, 3 wrong configuration`,

  release: `${whichAgent}

Examples:
  $ mmc-agent release users               users has been mended, or is to be tried
                                          again before its pause is over

Exit codes:
  0 the plugin is active again, 1 it is not, there is nothing to release, or no
  agent answers, 2 wrong command line, 3 wrong configuration`,

  client: `${whichAgent}

Examples:
  $ mmc-agent client --out src/agent.ts
  $ mmc-agent client --out src/agent.ts --check
                                          in CI
  $ mmc-agent client --out src/agent.ts --plugin bundled plugins/greeter

Exit codes:
  0 the file is up to date now, 1 it is not and --check is given, no agent
  answers, or a plugin or the file has a problem, 2 wrong command line,
  3 wrong configuration`,

  completion: `
Examples:
  source <(mmc-agent completion bash)     in ~/.bashrc
  source <(mmc-agent completion zsh)      in ~/.zshrc, below compinit
  mmc-agent completion fish | source      in ~/.config/fish/config.fish

Methods, parameters and plugins are those of the agent that the options on the
line name. It is asked once a minute at most.`,

  check: `
Examples:
  $ mmc-agent check
  $ mmc-agent check --strict -f /etc/mmc/agent.ini
  $ mmc-agent check --strict greeter      in the CI of a plugin

Exit codes:
  0 all is well, 1 a plugin would fail, or has warnings and --strict is given,
  3 wrong configuration, 4 a required plugin would not be active`,

  passwd: `
Examples:
  $ mmc-agent passwd ada --file /etc/mmc/users.ini
  $ pass mmc/ada | mmc-agent passwd ada --file /etc/mmc/users.ini

Exit codes:
  0 the password is set, 1 the file cannot be changed,
  2 wrong command line, name or password`,

  build: `
Examples:
  $ mmc-agent build plugins/greeter
  $ mmc-agent build --watch plugins/*
  $ mmc-agent build --strict --out /srv/mmc/plugins/greeter greeter

Exit codes:
  0 all are built, 1 a plugin has errors and was not written,
  2 wrong command line`,

  contract: `
Examples:
  $ mmc-agent contract --write contract.yaml --plugin ./greeter
                                          keep the contract of a built plugin
  $ mmc-agent contract --check contract.yaml --plugin ./greeter
                                          what has changed, and for whom it breaks
  $ mmc-agent contract --check contract.yaml --changelog
                                          the same as lines for a changelog

Exit codes:
  0 nothing breaks, 1 something breaks, a plugin cannot be imported, or with
  --strict anything has changed, 2 wrong command line, 3 the file is missing
  or malformed`,
}
