# Bash parts words at colons, and `source:`, `tag:` and `is:` have one: here words are put together again, and of what
# is offered only what stands behind the last colon goes back. It quotes nothing either: spaces within a name get a
# backslash.
_byline() {
    local -a whole=()
    local i at=0
    for ((i = 0; i <= COMP_CWORD; i++)); do
        if ((i > 0)) && [[ ${COMP_WORDS[i]} == :* || ${whole[at]} == *: ]]; then
            whole[at]+=${COMP_WORDS[i]}
        else
            at=${#whole[@]}
            whole[at]=${COMP_WORDS[i]}
        fi
    done
    local current=${whole[at]//\\ / } one
    local -a COMP_WORDS=("${whole[@]}")
    local COMP_CWORD=$at
    _clap_complete_byline "$1" "$current" "$3"
    for i in "${!COMPREPLY[@]}"; do
        one=${COMPREPLY[i]%?}
        COMPREPLY[i]=${one// /\\ }${COMPREPLY[i]:${#one}}
    done
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%:*}:"}")
    fi
}
