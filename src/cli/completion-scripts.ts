import { MMC_ERR_USAGE } from '../errors.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

/**
 * `mmc-agent completion <shell>`: what makes the shell ask `mmc-agent complete` whenever Tab is pressed. What it answers is
 * never evaluated: an agent's words stand in it.
 *
 * @throws MMC_ERR_USAGE for another shell
 */
export function completionScript(shell: string): string {
  const script = new Map<string, string>([
    ['bash', bash],
    ['zsh', zsh],
    ['fish', fish],
  ]).get(shell)
  if (script === undefined) throw MMC_ERR_USAGE(`'${shell}' is none of ${shells.join(', ')}`)
  return script
}

// Bash takes `uid=1` for three words, and `uid=@file` too; what is chosen goes in place of the last one.
const bash = String.raw`# mmc-agent in bash: put this into ~/.bashrc
#   source <(mmc-agent completion bash)
_mmc_agent() {
  local rest=$COMP_LINE word current prefix line value i
  local -a words=()
  COMPREPLY=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ $rest != [[:blank:]]* ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    rest=\${rest#"\${rest%%[![:blank:]]*}"}
    rest=\${rest#"$word"}
  done
  current=\${words[\${#words[@]}-1]}
  prefix=\${current%"\${current##*[=:@]}"}
  prefix=\${prefix%@}
  while IFS= read -r line; do
    value=\${line%%$'\t'*}
    value=\${value#"$prefix"}
    [[ $value == *[=/] ]] && compopt -o nospace
    if [[ $value == *[!A-Za-z0-9_.=/:@%+,-]* ]]; then printf -v value '%q' "$value"; fi
    COMPREPLY+=("$value")
  done < <("\${words[0]/#\~\//$HOME/}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _mmc_agent mmc-agent
`.replaceAll('\\$', '$')

const zsh = String.raw`#compdef mmc-agent
# mmc-agent in zsh: put this into ~/.zshrc, below compinit
#   source <(mmc-agent completion zsh)
_mmc_agent() {
  local line value tab=$'\t'
  local -a values shown openValues openShown before
  before=("\${(@Q)words[2,CURRENT-1]}")
  while IFS= read -r line; do
    value=\${line%%$tab*}
    line=\${line/$tab/  -- }
    if [[ $value == *[=/] ]]; then
      openValues+=("$value") openShown+=("$line")
    else
      values+=("$value") shown+=("$line")
    fi
  done < <("\${(Q)words[1]/#\~\//$HOME/}" complete -- "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)
  ((\${#openValues})) && compadd -l -S '' -d openShown -a openValues
  ((\${#values})) && compadd -l -d shown -a values
}
if [[ \${funcstack[1]} == _mmc_agent ]]; then _mmc_agent "$@"; else compdef _mmc_agent mmc-agent; fi
`.replaceAll('\\$', '$')

const fish = `# mmc-agent in fish: put this into ~/.config/fish/config.fish
#   mmc-agent completion fish | source
function __mmc_agent_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c mmc-agent -f -a '(__mmc_agent_complete)'
`
