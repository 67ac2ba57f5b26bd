# Bash completion for pagewire.  Installed as share/bash-completion/completions/pagewire.

_pagewire() {
    local cur prev command i options site='--state --config --submit-endpoint --query-endpoint --keys'
    cur=${COMP_WORDS[COMP_CWORD]}
    prev=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W 'parse tag up submit status list show search export withdraw token hook backup restore dlq
            check-config keygen version help --help --version' -- "$cur"))
        return
    fi
    case $prev in
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    --lane) COMPREPLY=($(compgen -W 'live backfill' -- "$cur")); return ;;
    --format) COMPREPLY=($(compgen -W 'ninjs ninjs1 jsonld annotation alto iiif csv mentions markdown text gold epaper' -- "$cur")); return ;;
    --profile) COMPREPLY=($(compgen -W newsroom -- "$cur")); return ;;
    --page-state) COMPREPLY=($(compgen -W 'current superseded withdrawn absent' -- "$cur")); return ;;
    --encoding) COMPREPLY=($(compgen -W 'auto UTF-8 GB18030 GBK Big5 UTF-16 UTF-16LE UTF-16BE' -- "$cur")); return ;;
    --state | --inbox | --keys) COMPREPLY=($(compgen -d -- "$cur")); return ;;
    --config | --cursor | --output | -o) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    esac
    command=${COMP_WORDS[1]}
    case $command in
    parse) options='--json --format --gold --ocr --explain --no-entities --home --names --encoding --lenient --picture --output --color --help' ;;
    tag) options='--json --guidelines --color --help' ;;
    up) options='--state --decode --segment --enrich --redis --inbox --set --quiet --verbose --help' ;;
    submit) options="--wait --timeout --paper --date --number --lane --encoding --lenient --again --json --quiet --help $site" ;;
    status) options="--max-backlog --max-age --json --color --help $site" ;;
    list) options="--paper --date --page-state --limit --json --color --help $site" ;;
    show) options="--json --verbose --paper --date --number --color --help $site" ;;
    search) options="--person --place --organisation --paper --from --to --order --limit --json --color --help $site" ;;
    token) options="--scope --edit-endpoint --help $site" ;;
    hook) options="--profile --secret-file --secret --paper --edit-endpoint --help $site" ;;
    withdraw) options="--why --who --undo --edit-endpoint --help $site" ;;
    export) options="--output --cursor --after --from --follow --corrections --format --base --paper --date --page-state --limit --help $site" ;;
    backup) options='--keep --json --state --config --help' ;;
    restore) options="--json --help $site" ;;
    dlq) options="--limit --all --json --color --help $site" ;;
    check-config) options='--keys --user --json --help' ;;
    help) COMPREPLY=($(compgen -W 'parse tag up submit status list show search export backup restore dlq check-config keygen' -- "$cur")); return ;;
    *) options='--help' ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
        return
    fi
    case $command in
    dlq) [ "$COMP_CWORD" -gt 2 ] || COMPREPLY=($(compgen -W 'list show retry drop' -- "$cur")) ;;
    token | hook) [ "$COMP_CWORD" -gt 2 ] || COMPREPLY=($(compgen -W 'add list drop' -- "$cur")) ;;
    backup | restore) COMPREPLY=($(compgen -d -- "$cur")) ;;
    parse | tag | submit | check-config | keygen) COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac
}
complete -o filenames -F _pagewire pagewire
