# SPDX-License-Identifier: Apache-2.0
# bash completion for engraft(1). Subcommands and options come from the program's
# own help, so that they cannot disagree with it.

# _engraft_takes_value PROGRAM --OPTION : does this option of `engraft run` have an argument?
_engraft_takes_value() {
    "$1" run --help 2>/dev/null | grep -qF -e "$2="
}

_engraft() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} cmd=${COMP_WORDS[1]} i
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W "--help --version $("$1" --help 2>/dev/null | sed -n 's/^  engraft \([a-z][a-z-]*\) .*/\1/p')" -- "$cur"))
        return
    fi
    if [[ $cmd == run ]]; then
        # After PROGRAM everything belongs to the guest.
        for ((i = 2; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in
            -[LpoEU0dDg]) ((i++)) ;;
            --*) [[ ${COMP_WORDS[i + 1]} == = ]] || ! _engraft_takes_value "$1" "${COMP_WORDS[i]}" || ((i++)) ;;
            -* | =) ;;
            *) [[ ${COMP_WORDS[i - 1]} == = ]] || { COMPREPLY=($(compgen -f -- "$cur")); return; } ;;
            esac
        done
        if [[ $prev == --cache || $prev == --sysroot || $prev == --jitdump ||
            ($prev == = && ${COMP_WORDS[COMP_CWORD - 2]} == --@(cache|sysroot|jitdump)) ]]; then
            COMPREPLY=($(compgen -d -- "${cur#=}"))
            return
        fi
        case $prev in
        -L) COMPREPLY=($(compgen -d -- "$cur")); return ;;
        -E | -U) COMPREPLY=($(compgen -v -- "$cur")); return ;;
        esac
        if [[ $prev == --engine || ($prev == = && ${COMP_WORDS[COMP_CWORD - 2]} == --engine) ]]; then
            COMPREPLY=($(compgen -W "interp tb region" -- "${cur#=}"))
            return
        fi
        if [[ $prev == --cpu || ($prev == = && ${COMP_WORDS[COMP_CWORD - 2]} == --cpu) ]]; then
            COMPREPLY=($(compgen -W "$("$1" run --list-cpus 2>/dev/null | cut -d' ' -f1)" -- "${cur#=}"))
            return
        fi
        if [[ $prev == --check || ($prev == = && ${COMP_WORDS[COMP_CWORD - 2]} == --check) ]]; then
            COMPREPLY=($(compgen -W "verify lockstep" -- "${cur#=}"))
            return
        fi
    fi
    if [[ $prev == --format || $prev == -f || ($prev == = && ${COMP_WORDS[COMP_CWORD - 2]} == --format) ]]; then
        case $cmd in
        report) COMPREPLY=($(compgen -W "$("$1" report --help 2>/dev/null | sed -n '/^Formats:/,/^$/s/^  \([a-z]*\) .*/\1/p')" -- "${cur#=}")) ;;
        *) COMPREPLY=($(compgen -W "$("$1" "$cmd" --help 2>/dev/null | grep -e '--format=' | grep -ow -e text -e table -e html -e json -e csv)" -- "${cur#=}")) ;;
        esac
        return
    fi
    if [[ $prev == --@(debug-dir|source-dir) || ($prev == = && ${COMP_WORDS[COMP_CWORD - 2]} == --@(debug-dir|source-dir)) ]]; then
        COMPREPLY=($(compgen -d -- "${cur#=}"))
        return
    fi
    if [[ $prev == -p || $cmd == plugins && $cur != -* ]]; then
        COMPREPLY=($(compgen -W "$("$1" plugins 2>/dev/null | sed -n 's/^\([a-z][a-z0-9_-]*\).*/\1/p')" -- "$cur"))
        return
    fi
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$("$1" "$cmd" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u)" -- "$cur"))
    else
        COMPREPLY=($(compgen -f -- "$cur"))
    fi
}
complete -o filenames -F _engraft engraft
