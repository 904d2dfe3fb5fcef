# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Completion for fish. Verbs, options and their values are read from the program's own help, so they always match it.

function __gatekeeper_verbs
    gatekeeper help 2>/dev/null | string replace -rf '^  ([a-z-]+) .*' '$1'
end

# What may come where the cursor is.
function __gatekeeper_words
    set -l words (commandline -opc)
    set -l verb $words[2]
    if test (count $words) -eq 1
        __gatekeeper_verbs
        return
    end
    # The value of the option before in the help: host|container, FILE, ...
    if string match -q -- '--*' $words[-1]
        set -l value (gatekeeper help $verb 2>/dev/null | string replace -rf -- "^  $words[-1] ([^ ]+).*" '$1')
        switch "$value"
            case '*|*'
                string split '|' $value
                return
            case DIGEST
                gatekeeper history --json 2>/dev/null | string replace -rf '^ *"digest": "([0-9a-f]+)".*' '$1'
                return
            case FILE PATH
                __fish_complete_path (commandline -ct)
                return
            case '?*'
                return
        end
    end
    if string match -q -- '-*' (commandline -ct)
        gatekeeper help $verb 2>/dev/null | string replace -rf '^  (--[a-z-]+).*' '$1'
        return
    end
    switch $verb
        case help
            __gatekeeper_verbs
        case container
            printf '%s\n' add remove list scan
        case boot
            printf '%s\n' show enable disable
        case seccomp
            if contains profile $words
                __fish_complete_path (commandline -ct)
            else
                echo profile
            end
        case '*'
            __fish_complete_path (commandline -ct)
    end
end

complete -c gatekeeper -f -a '(__gatekeeper_words)'
